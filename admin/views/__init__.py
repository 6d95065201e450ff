"""What several screens show in the same words: people, statuses, messages, what happened and what is coming."""

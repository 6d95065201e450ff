"""Programs that are not ours, tried against ours; `make test-peers` and `make test-rasa`."""

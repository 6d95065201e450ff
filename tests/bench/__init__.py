"""What `make bench` measures: each figure beside a plain one taken on the same machine at the same time."""

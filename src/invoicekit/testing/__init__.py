"""What others test with: the contract of storages, and the runner of vector files."""

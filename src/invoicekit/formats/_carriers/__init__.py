"""What carries a file inside another: PDF."""

"""Pages that a buyer opens by a signed link: a form for its title, and its invoice."""

"""What make runs to set the checkout up."""

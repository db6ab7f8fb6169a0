"""The specialist that ends encryption."""

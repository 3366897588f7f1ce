"""The published report beside the marts."""

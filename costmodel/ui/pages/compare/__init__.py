"""The page that sets bundles side by side."""

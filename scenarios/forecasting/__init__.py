"""How fast land will be taken up: curves fitted to history, tenants in the pipeline, or what others have seen."""

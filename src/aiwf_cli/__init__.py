"""A bench for building LLM document-extraction workflows: extract, evaluate, diff."""

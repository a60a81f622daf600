"""JSON Schemas from what describes values: pydantic, marshmallow, WTForms, OpenAPI documents."""

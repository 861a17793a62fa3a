"""The public site as files: what is left of it, whole and readable, when there is no server any more."""

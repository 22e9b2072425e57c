"""The knowledge desks in parts: question, results and text read aloud; shelf, form, versions and import."""

"""The applicant's file from draft to result."""

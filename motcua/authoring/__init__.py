"""Services as data, made in the browser: upload, try, compare, publish with a second person."""

"""Administrative units with validity dates and successors."""

"""Messages to a person: the portal's inbox, SMS, e-mail."""

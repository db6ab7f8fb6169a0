"""The specialist for links to other servers, which are realms of their own."""

"""The specialist that makes the view of the log, behind everybody's back."""

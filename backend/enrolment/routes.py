"""Workers come in: the office employs them and shows a code, and a phone is taken into use by it."""

from backend.enrolment import employments, joining

ROUTES = [*employments.ROUTES, *joining.ROUTES]

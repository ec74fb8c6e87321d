"""Where the pages are, for those that lead to one another. A link shows only where the page is there: `Desk.may_open`."""

OVERVIEW = "/"
TRENDS = "/trends"
PAIR = "/pair"
VOICE = "/voice"
GOALS = "/goals"
DATA = "/data"
REPORTS = "/reports"
RECORDS = "/records"
GLOSSARY = "/glossary"
FIRST_STEPS = "/first-steps"
REPORT_FILE = "/report.pdf"  # no page: a file of the same view

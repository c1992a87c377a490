"""People who use Zhiyin, employees, the organisation tree, roles, API keys, calendars; the Actor."""

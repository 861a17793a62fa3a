"""What a year owes, worked out from the rules' text and the published calendar alone, without a line of the product.

The rules (the cadence of the annual projects): the month's report is due on the 5th of the month after at 17:00; its
publication and its bulletin on the 10th; a quarter's review on the 20th of the month after; the half-year's disclosure
on 20 July and 20 January; the year's announcement by 31 December; an outside round by the half-year's last day; the
weekly dispatch on Friday at 17:00, for every week whose Monday came after the release, a week being of the year of its
ISO number; the list's interpretation within 3 working days of its release, the departments' plans within 30. January
and February are one month. Where the day is no working day, the next one counts, but for the last day of a half-year or
year. A day without an hour ends when it is over.
The calendar: 国务院办公厅关于2026年部分节假日安排的通知; 2027's is not out, its days go by the week.
"""

from datetime import date, datetime, timedelta

OFF = (("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
       ("09-25", "09-27"), ("10-01", "10-07"))  # fmt: skip
MADE_UP = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")
FIVE, OVER = "17:00:00", "23:59:59"
Owed = dict[tuple[str, str, str], datetime]


def works(day: date) -> bool:
    if day.year == 2026 and f"{day:%m-%d}" in MADE_UP:
        return True
    return day.weekday() < 5 and not (day.year == 2026 and any(a <= f"{day:%m-%d}" <= b for a, b in OFF))


def counted(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(1)
        working_days -= works(day)
    return day


def at(day: date, hour: str, *, moved: bool = True) -> datetime:
    while moved and not works(day):
        day += timedelta(1)
    return datetime.fromisoformat(f"{day}T{hour}+08:00")


def owed(released: date, projects: list[str], difficult: list[str], units: list[str]) -> Owed:
    """Kind, subject (a project's number, a unit, or nothing for the list) and period → the moment it is due."""
    found: Owed = {}
    for month in range(2, 13):
        period, after = f"2026-{month:02d}", date(2026 + month // 12, month % 12 + 1, 1)
        found |= {("monthly_report", number, period): at(after.replace(day=5), FIVE) for number in projects}
        found["monthly_publication", "", period] = at(after.replace(day=10), OVER)
        found["monthly_bulletin", "", period] = at(after.replace(day=10), OVER)
        if month % 3 == 0:
            found["quarterly_review", "", f"2026-Q{month // 3}"] = at(after.replace(day=20), OVER)
        if month % 6 == 0:
            half = f"2026-H{month // 6}"
            found["half_year_disclosure", "", half] = at(after.replace(day=20), OVER)
            found["third_party_round", "", half] = at(after - timedelta(1), OVER, moved=False)
    found["year_end_announcement", "", "2026"] = at(date(2026, 12, 31), OVER, moved=False)
    found["interpretation", "", ""] = at(counted(released, 3), OVER)
    found |= {("department_plan", unit, ""): at(counted(released, 30), OVER) for unit in units}
    for week in range((released + timedelta(6)).isocalendar().week, 54):
        friday = date.fromisocalendar(2026, week, 5)
        found |= {("weekly_dispatch", number, f"2026-W{week:02d}"): at(friday, FIVE) for number in difficult}
    return found

"""Reads iCalendar from stdin with python3-icalendar; prints its events as JSON, times in UTC milliseconds."""
import json
import sys
from datetime import timezone

import icalendar


def milliseconds(event, name):
    return round(event.decoded(name).astimezone(timezone.utc).timestamp() * 1000)


calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read().decode("utf-8"))
json.dump(
    {
        "errors": calendar.errors,
        "events": [
            {
                "uid": str(event["UID"]),
                "sequence": int(event["SEQUENCE"]),
                "status": str(event["STATUS"]),
                "summary": str(event["SUMMARY"]),
                "description": str(event["DESCRIPTION"]),
                "startsAtMs": milliseconds(event, "DTSTART"),
                "endsAtMs": milliseconds(event, "DTEND"),
                "alarms": len(event.subcomponents),
                "properties": sorted(set(event.keys())),
                "errors": [str(error) for error in event.errors],
            }
            for event in calendar.walk("VEVENT")
        ],
        "components": [component.name for component in calendar.subcomponents],
    },
    sys.stdout,
)

using System.Globalization;
using System.Text.Json;
using Automation.Tickets.Calendars;

namespace Automation.Tickets.Sla.Format;

/// <summary>Reads the <c>calendars</c> of a file, resolving <c>basedOn</c> by name.</summary>
internal sealed class CalendarReader(IReadOnlyList<JsonPlace> places)
{
    private static readonly string[] DayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private readonly Dictionary<string, JsonPlace> _places = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CalendarDefinition?> _definitions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _reading = new(StringComparer.OrdinalIgnoreCase);

    public Dictionary<string, BusinessCalendar> Read()
    {
        foreach (var place in places)
        {
            place.Members("name", "timeZone", "basedOn", "hours", "holidays", "openings");
            if (place.Element.ValueKind == JsonValueKind.Object && place.Required("name", "Office hours") is { } name
                && !_places.TryAdd(name, place))
                place.Complain($"Two calendars are called \"{name}\". Rename one of them.");
        }
        var calendars = new Dictionary<string, BusinessCalendar>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, place) in _places)
            if (Define(name) is { } definition && !IsFoundation(definition))
            {
                if (Checked(place, () => new BusinessCalendar(definition)) is { } calendar)
                    calendars[name] = calendar;
                else
                    _definitions[name] = null;
            }
        return calendars;
    }

    public bool Knows(string name) => _places.ContainsKey(name);

    /// <summary>Whether the calendar was complained of; who refers to it has nothing to add.</summary>
    public bool IsBroken(string name) => Knows(name) && _definitions[name] is null;

    /// <summary>A list of holidays without hours is there for others to stand on, and no calendar by itself.</summary>
    private static bool IsFoundation(CalendarDefinition definition) => definition.Chain().All(link => link.Week is null);

    /// <summary>Null when the calendar, or one it stands on, is broken and was complained of.</summary>
    private CalendarDefinition? Define(string name)
    {
        if (_definitions.TryGetValue(name, out var known))
            return known;
        var place = _places[name];
        var before = place.Problems.Count;
        _reading.Add(name);
        CalendarDefinition? foundation = null;
        var standsFirm = true;
        if (place.Member("basedOn") is { } basedOn && basedOn.Text("National holidays") is { } other)
        {
            if (!Knows(other))
                basedOn.Complain($"There is no calendar \"{other}\". Known are: {string.Join(", ", _places.Keys)}.");
            else if (_reading.Contains(other))
                basedOn.Complain($"\"{name}\" and \"{other}\" are based on each other. Let one of them stand alone.");
            else
                standsFirm = (foundation = Define(other)) is not null;
        }
        var definition = new CalendarDefinition(name)
        {
            TimeZone = place.Member("timeZone") is { } zone ? TimeZone(zone) : null,
            Base = foundation,
            Week = place.Member("hours") is { } hours ? Week(hours) : null,
            Days = [.. place.List("openings").Select(day => Special(day, true)).Concat(place.List("holidays").Select(day => Special(day, false))).OfType<SpecialDay>()],
        };
        _reading.Remove(name);
        return _definitions[name] = standsFirm && place.Problems.Count == before ? definition : null;
    }

    private static string? TimeZone(JsonPlace place)
    {
        if (place.Text("Europe/Berlin") is not { } zone)
            return null;
        if (BusinessCalendar.IsTimeZone(zone))
            return zone;
        place.Complain($"The time zone \"{zone}\" is not known. Use an IANA name such as \"Europe/Berlin\" or \"America/New_York\".");
        return null;
    }

    private static WeeklyHours Week(JsonPlace hours)
    {
        if (hours.Element.ValueKind == JsonValueKind.String && hours.Element.GetString() == "always")
            return WeeklyHours.AlwaysOpen;
        var week = new Dictionary<DayOfWeek, IReadOnlyList<HoursSpan>>();
        foreach (var (name, value) in hours.Members(["weekdays", .. DayNames]))
        {
            var spans = Spans(value);
            if (name == "weekdays")
                for (var day = DayOfWeek.Monday; day <= DayOfWeek.Friday; day++)
                    week.TryAdd(day, spans);
            else
                week[Enum.Parse<DayOfWeek>(name, ignoreCase: true)] = spans;
        }
        return Checked(hours, () => new WeeklyHours(week)) ?? WeeklyHours.AlwaysOpen;
    }

    private static HoursSpan[] Spans(JsonPlace list)
    {
        var spans = new List<HoursSpan>();
        foreach (var item in list.Items())
            if (item.Text("08:00-12:00") is { } text)
            {
                if (HoursSpan.TryParse(text, out var span))
                    spans.Add(span.Value);
                else
                    item.Complain($"\"{text}\" is not a stretch of hours. Write it as \"08:00-12:00\"; a day ends at 24:00, and a stretch over midnight is split between the two days.");
            }
        Checked(list, () => WeeklyHours.InOrder(spans, "Hours"));
        return [.. spans];
    }

    private static SpecialDay? Special(JsonPlace place, bool opens)
    {
        place.Members("name", "date", "until", "yearly", "hours");
        if (place.Element.ValueKind != JsonValueKind.Object)
            return null;
        var name = place.Required("name", opens ? "Stocktaking" : "New Year");
        HoursSpan[] hours = place.Member("hours") is { } given ? Spans(given) : [];
        if (opens && hours.Length == 0)
            place.Complain("An opening needs hours, for example \"hours\": [\"09:00-13:00\"].");
        var (date, until, yearly) = (place.Member("date"), place.Member("until"), place.Member("yearly"));
        if (date is null == yearly is null)
        {
            place.Complain("Give either \"date\": \"2027-04-05\" (once) or \"yearly\": \"12-25\" (every year).");
            return null;
        }
        if (name is null)
            return null;
        if (yearly is { } each)
            return MonthAndDay(each) is var (month, day) ? Checked(each, () => SpecialDay.Yearly(name, month, day, hours)) : null;
        return Date(date!.Value) is { } from
            ? Checked(until ?? place, () => SpecialDay.Once(name, from, until is { } last ? Date(last) : null, hours))
            : null;
    }

    private static DateOnly? Date(JsonPlace place)
    {
        if (place.Text("2027-04-05") is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        place.Complain($"\"{text}\" is not a date. Write year, month and day as \"2027-04-05\".");
        return null;
    }

    private static (int Month, int Day)? MonthAndDay(JsonPlace place)
    {
        if (place.Text("12-25") is not { } text)
            return null;
        if (text.Length == 5 && text[2] == '-'
            && int.TryParse(text.AsSpan(0, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var month)
            && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var day))
            return (month, day);
        place.Complain($"\"{text}\" is not a day of the year. Write month and day as \"12-25\".");
        return null;
    }

    private static T? Checked<T>(JsonPlace place, Func<T> make) where T : class
    {
        try
        {
            return make();
        }
        catch (CalendarException problem)
        {
            place.Complain(problem.Message);
            return null;
        }
    }
}

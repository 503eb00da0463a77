using System.Globalization;
using Fluid;
using Fluid.Values;

namespace Automation.Mail.Templates;

/// <summary>Liquid as our templates speak it: every filter bounded, the ones that reach further taken out, ours added.</summary>
internal static class LiquidOptions
{
    internal const string Budget = "budget";
    internal const string Missing = "missing";

    /// <summary>
    /// raw would switch the HTML encoding off for words strangers wrote; format_* and json make text of any width or shape from a short call; hashes have no business in a mail.
    /// </summary>
    private static readonly string[] Removed =
        ["raw", "json", "format_number", "format_string", "format_date", "md5", "sha1", "sha256", "hmac_sha1", "hmac_sha256"];

    public static TemplateOptions Create(TemplateLimits limits)
    {
        var options = new TemplateOptions
        {
            MaxSteps = limits.Steps,
            MaxRecursion = 32,
            StrictFilters = true,
            Now = static () => throw new TemplateLimitException("'now' is not available in templates; use the times that are given."),
            Assigned = (name, value, context) => ValueTask.FromResult(Bounded(value, limits, context)),
            Captured = (name, value, context) => ValueTask.FromResult(Bounded(value, limits, context)),
        };

        foreach (var name in Removed)
            options.Filters.Remove(name);
        foreach (var (name, filter) in options.Filters.ToArray())
            options.Filters.AddFilter(name, Bound(name, filter, limits));
        options.Filters.AddFilter("local_time", LocalTime);
        return options;
    }

    private static FilterDelegate Bound(string name, FilterDelegate filter, TemplateLimits limits) => async (input, arguments, context) =>
    {
        CheckArguments(name, input, arguments, limits, context);
        var result = await filter(input, arguments, context).ConfigureAwait(false);
        return Bounded(result, limits, context);
    };

    /// <summary>No filter makes more than the product of what it is given (replace, join); so the product is bounded before it runs.</summary>
    private static void CheckArguments(string name, FluidValue input, FilterArguments arguments, TemplateLimits limits, TemplateContext context)
    {
        long product = Math.Max(1, SizeOf(input, context));
        foreach (var value in arguments.Values)
            product = Math.Min(long.MaxValue / 2, product * Math.Max(1, Math.Min(SizeOf(value, context), limits.OutputLength)));
        if (product > 16L * limits.OutputLength)
            throw new TemplateLimitException($"The filter {name} would make too long a text.");

        // strftime widths: %999999999d makes a gigabyte.
        if (name == "date" && arguments.Count > 0 && HasWidth(arguments.At(0).ToStringValue()))
            throw new TemplateLimitException("A date format with a width is not available in templates.");
    }

    private static bool HasWidth(string format)
    {
        for (var i = format.IndexOf('%', StringComparison.Ordinal); i >= 0 && i + 1 < format.Length; i = format.IndexOf('%', i + 2))
        {
            var next = format.AsSpan(i + 1).TrimStart("-_0^#:");
            if (!next.IsEmpty && char.IsAsciiDigit(next[0]))
                return true;
            if (i + 2 > format.Length)
                break;
        }

        return false;
    }

    private static FluidValue Bounded(FluidValue value, TemplateLimits limits, TemplateContext context)
    {
        if (context.AmbientValues.TryGetValue(Budget, out var writer))
            ((BoundedWriter)writer).CheckTime();
        if (value is StringValue text && text.ToStringValue().Length > limits.OutputLength)
            throw new TemplateLimitException($"A text of more than {limits.OutputLength} characters.");
        if (value is ArrayValue list && list.Values.Count > limits.ListLength)
            throw new TemplateLimitException($"A list of more than {limits.ListLength} items.");
        return value;
    }

    private static long SizeOf(FluidValue value, TemplateContext context) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Count,
        _ => 1,
    };

    /// <summary>A time in the reader's zone and language: <c>Tuesday, 24 November 2026 14:00 (UTC+1)</c>. With <c>'date'</c> or <c>'time'</c> only that part.</summary>
    private static ValueTask<FluidValue> LocalTime(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        if (input.ToObjectValue() is not DateTimeOffset instant)
            return new ValueTask<FluidValue>(StringValue.Empty);

        var local = TimeZoneInfo.ConvertTime(instant, context.TimeZone);
        var culture = context.CultureInfo;
        var text = arguments.At(0).ToStringValue() switch
        {
            "date" => local.ToString("D", culture),
            "time" => local.ToString("t", culture),
            "zone" => ZoneOf(local, context.TimeZone),
            _ => $"{local.ToString("D", culture)}, {local.ToString("t", culture)} ({ZoneOf(local, context.TimeZone)})",
        };
        return new ValueTask<FluidValue>(StringValue.Create(text));
    }

    /// <summary>
    /// The city tells a reader that it is their own time, the offset is exact and exists for every zone; abbreviations such as CST mean five things.
    /// The city is the last part of the zone's IANA name, such as <c>Europe/London</c>.
    /// </summary>
    private static string ZoneOf(DateTimeOffset local, TimeZoneInfo zone)
    {
        var slash = zone.Id.LastIndexOf('/');
        var city = slash < 0 || zone.Id.StartsWith("Etc/", StringComparison.Ordinal) ? "" : $"{zone.Id[(slash + 1)..].Replace('_', ' ')}, ";
        return city + OffsetOf(local);
    }

    private static string OffsetOf(DateTimeOffset local)
    {
        if (local.Offset == TimeSpan.Zero)
            return "UTC";
        var sign = local.Offset < TimeSpan.Zero ? '-' : '+';
        var format = local.Offset.Minutes == 0 ? @"%h" : @"h\:mm";
        return $"UTC{sign}{local.Offset.ToString(format, CultureInfo.InvariantCulture)}";
    }
}

using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;
using System.Text.RegularExpressions;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;
using Fluid;
using Fluid.Values;

namespace Automation.Workflows.Expressions.Liquid;

/// <summary>Prepares Liquid templates. They see what scripts see: Variables, Input, Output and the instance's own names.</summary>
internal sealed partial class LiquidCompiler(ExpressionLimits limits)
{
    private readonly FluidParser _parser = new();
    private readonly TemplateOptions _options = Options(limits);

    /// <exception cref="ExpressionSyntaxException">The text is not Liquid.</exception>
    public WorkflowExpression Prepare(string template)
    {
        if (!template.Contains("{{", StringComparison.Ordinal) && !template.Contains("{%", StringComparison.Ordinal))
            return new ConstantExpression("Liquid", template);
        if (_parser.TryParse(template, out var parsed, out var error))
            return new LiquidExpression(new BoundedRanges().VisitTemplate(parsed), _options, limits, template.Contains("Output", StringComparison.Ordinal), UnservedLiquid.In(parsed, template, _options));

        var place = Place().Match(error);
        throw place.Success
            ? new ExpressionSyntaxException(
                "expression-syntax", $"Liquid: {error[..place.Index].Trim()}",
                int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture))
            : new ExpressionSyntaxException("expression-syntax", $"Liquid: {error.Split('\n')[0].Trim()}");
    }

    private static TemplateOptions Options(ExpressionLimits limits)
    {
        var options = new TemplateOptions
        {
            MaxSteps = limits.Statements,
            MaxRecursion = limits.Recursion,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            Assigned = (_, value, context) => ValueTask.FromResult(Bounded(value, limits, context)),
            Captured = (_, value, context) => ValueTask.FromResult(Bounded(value, limits, context))
        };
        foreach (var (name, filter) in options.Filters.ToArray())
            options.Filters.AddFilter(name, Bound(name, filter, limits));
        options.Filters.AddFilter("json", static (input, _, context) => new StringValue(WorkflowValue.ToJson(WorkflowValue.Normalise(input.ToObjectValue()))));
        options.Filters.AddFilter("base64", static (input, _, _) => new StringValue(Convert.ToBase64String(Encoding.UTF8.GetBytes(input.ToStringValue()))));
        return options;
    }

    private static FilterDelegate Bound(string name, FilterDelegate filter, ExpressionLimits limits) => async (input, arguments, context) =>
    {
        LiquidBudget.Of(context)?.Check();
        // These two can make as much as the product of what they are given, and formats name a width (%999999999d): both are stopped before they run.
        if (name is "replace" or "join" && arguments.Values.Aggregate(Math.Max(1, SizeOf(input)), (product, value) => product > limits.TextLength * 16L ? product : product * Math.Max(1, SizeOf(value))) > limits.TextLength * 16L)
            throw new ExpressionException($"Liquid: the filter {name} could make too long a text.");
        if ((name == "date" || name.StartsWith("format_", StringComparison.Ordinal)) && arguments.Values.Any(value => value is StringValue format && Width().IsMatch(format.ToStringValue())))
            throw new ExpressionException($"Liquid: the filter {name} is asked for too wide a text.");
        return Bounded(await filter(input, arguments, context), limits, context);
    };

    private static FluidValue Bounded(FluidValue value, ExpressionLimits limits, TemplateContext context)
    {
        LiquidBudget.Of(context)?.Check();
        return SizeOf(value) <= (value is StringValue ? limits.TextLength : limits.ArrayLength)
            ? value
            : throw new ExpressionException($"Liquid: a text of more than {limits.TextLength} characters, or a list of more than {limits.ArrayLength} items.");
    }

    private static long SizeOf(FluidValue value) => value switch
    {
        StringValue text => text.ToStringValue().Length,
        ArrayValue list => list.Values.Count,
        _ => 1,
    };

    [GeneratedRegex("[0-9]{4}")]
    private static partial Regex Width();

    [GeneratedRegex(@" at \((\d+):(\d+)\)")]
    private static partial Regex Place();
}

/// <summary>A template prepared once.</summary>
internal sealed class LiquidExpression(IFluidTemplate template, TemplateOptions options, ExpressionLimits limits, bool readsOutputs, IReadOnlyList<ExpressionSyntaxException> objections) : WorkflowExpression
{
    public override string Type => "Liquid";

    public override bool ReadsOutputs => readsOutputs;

    public override IReadOnlyList<ExpressionSyntaxException> Objections => objections;

    public override object? Evaluate(ActivityContext context)
    {
        var liquid = new TemplateContext(options) { Now = () => context.Now, TimeZone = TimeZoneInfo.Utc, CultureInfo = CultureInfo.InvariantCulture };
        liquid.SetValue("Variables", LiquidNames.Of(name => context.TryGetVariable(name, out var value) ? value : null, () => context.VisibleVariables().Keys));
        liquid.SetValue("Input", LiquidNames.Of(context.FindInput, () => context.WorkflowInputs.Keys));
        if (readsOutputs)
            liquid.SetValue("Output", LiquidNames.Of(activity => context.FindOutputs(activity), () => []));
        liquid.SetValue("CorrelationId", context.CorrelationId ?? "");
        liquid.SetValue("WorkflowInstanceId", context.InstanceId);
        liquid.SetValue("WorkflowDefinitionId", context.DefinitionId);
        liquid.SetValue("WorkflowDefinitionVersionId", context.DefinitionVersionId);
        liquid.SetValue("WorkflowDefinitionVersion", context.DefinitionVersion);

        var budget = new LiquidBudget(limits, context.Cancellation);
        liquid.AmbientValues[LiquidBudget.Name] = budget;
        using var writer = new LimitedWriter(limits.TextLength, budget);
        try
        {
            // Nothing in these templates waits, so the task is complete when it comes back.
            var rendering = template.RenderAsync(writer, NullEncoder.Default, liquid).AsTask();
            if (!rendering.IsCompleted)
                throw new ExpressionException("Liquid: the template waits for something, which a workflow's templates cannot.");
            if (rendering.Exception is { } failed)
                ExceptionDispatchInfo.Throw(failed.GetBaseException());
            return writer.ToString();
        }
        catch (InvalidOperationException exception) when (exception.Message.Contains("recursion", StringComparison.OrdinalIgnoreCase))
        {
            // Fluid has one sentence for both, and templates that include others do not exist here.
            throw new ExpressionException($"Liquid: the template takes more than {limits.Statements} steps.", exception);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ParseException or FormatException or WorkflowValueException or ArgumentException or OverflowException)
        {
            throw new ExpressionException($"Liquid: {exception.Message}", exception);
        }
    }

    /// <summary>Stops a template that writes too much.</summary>
    private sealed class LimitedWriter(int limit, LiquidBudget budget) : StringWriter(CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(char value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        private void Check(int more)
        {
            budget.Check();
            if (GetStringBuilder().Length + more > limit)
                throw new ExpressionException($"Liquid: the template writes more than {limit} characters.");
        }
    }
}

/// <summary>Names looked up only when a template asks for them.</summary>
internal sealed class LiquidNames(Func<string, object?> find, Func<IEnumerable<string>> names) : IFluidIndexable, IEnumerable<KeyValuePair<string, object?>>
{
    public int Count => names().Count();

    public IEnumerable<string> Keys => names();

    public static FluidValue Of(Func<string, object?> find, Func<IEnumerable<string>> names) => new DictionaryValue(new LiquidNames(find, names));

    /// <summary>Workflow values as Liquid's own; nothing is reached by reflection.</summary>
    public static FluidValue ToLiquid(object? value) => value switch
    {
        null => NilValue.Instance,
        string text => new StringValue(text),
        bool flag => BooleanValue.Create(flag),
        long number => NumberValue.Create(number),
        double number => Math.Abs(number) < 1e28 ? NumberValue.Create((decimal)number) : new StringValue(ValueConversion.ToText(number)),
        List<object?> list => new ArrayValue(list.ConvertAll(ToLiquid)),
        ValueMap map => Of(map.Find, () => map.Keys),
        _ => ToLiquid(WorkflowValue.Normalise(value))
    };

    public bool TryGetValue(string name, out FluidValue value)
    {
        var found = find(name);
        value = ToLiquid(found);
        return found is not null;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => names().Select(name => KeyValuePair.Create(name, find(name))).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

using Automation.Workflows.Execution;
using Jint;
using Jint.Native;
using Jint.Native.Object;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>Makes engines in which a script can neither reach .NET nor use up the process.</summary>
internal static class ScriptSandbox
{
    // Buffers are allocated at once, before any memory limit is looked at; workflows have no use for them.
    private static readonly string[] Removed =
    [
        "ArrayBuffer", "SharedArrayBuffer", "DataView", "Atomics", "Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array",
        "Int32Array", "Uint32Array", "Float16Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array", "WebAssembly", "ShadowRealm"
    ];

    /// <summary>
    /// The names by which a script can reach what is guarded below. A script that has none of them and no computed
    /// member (no bracket at all) cannot reach it, and its engine is made in half the time.
    /// </summary>
    public static IReadOnlySet<string> Guarded { get; } = new HashSet<string>([.. Removed, "repeat", "padStart", "padEnd", "replace", "replaceAll", "Object", "Reflect", "Proxy", "globalThis"]);

    public static Engine Create(ExpressionLimits limits, ActivityContext context, bool usesRandom, bool mayReachBuiltIns)
    {
        var engine = new Engine(options =>
        {
            options.LimitMemory(limits.MemoryBytes);
            options.MaxStatements(limits.Statements);
            options.LimitRecursion(limits.Recursion);
            options.Constraints.RegexTimeout = limits.Regex;
            options.Constraints.MaxArraySize = limits.ArrayLength;
            options.Constraint(new Deadline(limits.Time, context.Cancellation));
            options.DisableStringCompilation();
            options.TimeSystem = new ScriptClock(context);
            options.Interop.AllowGetType = false;
            options.Interop.AllowSystemReflection = false;
            options.Culture = System.Globalization.CultureInfo.InvariantCulture;
        });

        if (mayReachBuiltIns)
        {
            foreach (var name in Removed)
                engine.Global.Delete(name);
            LimitText(engine, limits.TextLength);
        }

        if (usesRandom)
            SeedRandom(engine, context);
        return engine;
    }

    /// <summary>One call of these makes a text of any length before a limit is looked at, so they look themselves.</summary>
    private static void LimitText(Engine engine, int limit)
    {
        var prototype = engine.Global.Get("String").AsObject().Get("prototype").AsObject();
        Guard(engine, prototype, "repeat", (text, arguments) => text.Length * TypeConverter.ToNumber(arguments.At(0)), limit);
        Guard(engine, prototype, "padStart", (_, arguments) => TypeConverter.ToNumber(arguments.At(0)), limit);
        Guard(engine, prototype, "padEnd", (_, arguments) => TypeConverter.ToNumber(arguments.At(0)), limit);
        Guard(engine, prototype, "replace", Replaced, limit);
        Guard(engine, prototype, "replaceAll", Replaced, limit);
    }

    private static double Replaced(string text, JsValue[] arguments) =>
        arguments.At(1) is { } replacement && replacement.IsString() ? (text.Length + 1.0) * replacement.AsString().Length : 0;

    private static void Guard(Engine engine, ObjectInstance owner, string name, Func<string, JsValue[], double> length, int limit)
    {
        var original = owner.Get(name);
        owner.FastSetProperty(name, new Jint.Runtime.Descriptors.PropertyDescriptor(
            new ClrFunction(engine, name, (self, arguments) =>
            {
                if (length(self.IsString() ? self.AsString() : "", arguments) > limit)
                    throw new JavaScriptException(engine.Intrinsics.Error, $"{name} would make a text longer than {limit} characters.");
                return engine.Call(original, self, arguments);
            }),
            writable: true, enumerable: false, configurable: true));
    }

    // The same instance must get the same numbers when it runs again from the same state.
    private static void SeedRandom(Engine engine, ActivityContext context) =>
        engine.Global.Get("Math").AsObject().FastSetProperty("random", new Jint.Runtime.Descriptors.PropertyDescriptor(
            new ClrFunction(engine, "random", (_, _) =>
            {
                var bits = BitConverter.ToUInt64(context.Ids.NewGuid().ToByteArray(), 8);
                return (bits >> 11) * (1.0 / (1UL << 53));
            }),
            writable: true, enumerable: false, configurable: true));

    /// <summary>Stops a script that takes too long, and one whose burst was cancelled.</summary>
    private sealed class Deadline(TimeSpan limit, CancellationToken cancellation) : Constraint
    {
        private long _start = System.Diagnostics.Stopwatch.GetTimestamp();

        public override void Reset() => _start = System.Diagnostics.Stopwatch.GetTimestamp();

        public override void Check()
        {
            cancellation.ThrowIfCancellationRequested();
            if (System.Diagnostics.Stopwatch.GetElapsedTime(_start) > limit)
                throw new TimeoutException($"The script took longer than {limit.TotalSeconds:0.###} s.");
        }
    }

    /// <summary>The engine's clock in JavaScript; time zone UTC, so that a script gives the same on every node.</summary>
    private sealed class ScriptClock(ActivityContext context) : ITimeSystem
    {
        private static readonly DefaultTimeSystem Utc = new(TimeZoneInfo.Utc, System.Globalization.CultureInfo.InvariantCulture);

        public TimeZoneInfo DefaultTimeZone => TimeZoneInfo.Utc;

        public DateTimeOffset GetUtcNow() => context.Now;

        public bool TryParse(string date, out long epochMilliseconds) => Utc.TryParse(date, out epochMilliseconds);

        public TimeSpan GetUtcOffset(long epochMilliseconds) => TimeSpan.Zero;
    }
}

using Automation.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Runtime;
using Jint.Runtime.Interop;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>What the promise is settled with that a script gives: whoever writes async functions means their value.</summary>
internal static class ScriptPromise
{
    /// <summary>The value itself when it is no promise.</summary>
    /// <exception cref="ExpressionException">It is rejected, or nothing is left that could settle it.</exception>
    public static JsValue Settled(Engine engine, JsValue value)
    {
        if (!value.IsPromise())
            return value;

        JsValue? fulfilled = null, rejected = null;
        engine.Call(
            value.Get("then"), value,
            [
                new ClrFunction(engine, "fulfilled", (_, arguments) => fulfilled = arguments.At(0)),
                new ClrFunction(engine, "rejected", (_, arguments) => rejected = arguments.At(0))
            ]);
        engine.Advanced.ProcessTasks();

        if (rejected is not null)
            throw new ExpressionException($"JavaScript: {Reason(rejected)}");
        // Scripts have no timers and no requests, so that whatever has not come by now never comes.
        return fulfilled ?? throw new ExpressionException("JavaScript: the script's promise is never settled. A script has nothing outside of it to wait for; resolve the promise in the script itself.");
    }

    private static string Reason(JsValue rejected)
    {
        var reason = rejected.IsObject() && rejected.Get("message") is var message && message.IsString() ? message : rejected;
        return ValueConversion.ToText(ScriptValues.FromScript(reason, new ExpressionLimits()));
    }
}

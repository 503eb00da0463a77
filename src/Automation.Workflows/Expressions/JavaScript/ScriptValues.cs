using System.Globalization;
using Automation.Workflows.Values;
using Jint;
using Jint.Native;
using Jint.Native.Function;

namespace Automation.Workflows.Expressions.JavaScript;

/// <summary>Copies values between workflows and scripts. Nothing is shared: a script changes a variable only by setting it.</summary>
internal static class ScriptValues
{
    public static JsValue ToScript(Engine engine, object? value)
    {
        switch (value)
        {
            case null:
                return JsValue.Null;
            case string text:
                return text;
            case bool flag:
                return flag ? JsBoolean.True : JsBoolean.False;
            case long number:
                return number;
            case double number:
                return number;
            case List<object?> list:
                return new JsArray(engine, list.ConvertAll(item => ToScript(engine, item)).ToArray());
            case ValueMap map:
                var result = new JsObject(engine);
                foreach (var (key, item) in map)
                    result.FastSetDataProperty(key, ToScript(engine, item));
                return result;
            default:
                return ToScript(engine, WorkflowValue.Normalise(value));
        }
    }

    /// <exception cref="WorkflowValueException">The value is too deep, or of a kind a workflow cannot keep.</exception>
    public static object? FromScript(JsValue value, ExpressionLimits limits) => From(value, limits, 0);

    private static object? From(JsValue value, ExpressionLimits limits, int depth)
    {
        if (depth > WorkflowValue.MaxDepth)
            throw new WorkflowValueException($"The script's value nests deeper than {WorkflowValue.MaxDepth} levels.");

        switch (value)
        {
            case JsString text:
                return text.ToString();
            case JsBoolean flag:
                return flag.AsBoolean();
            case JsNumber number:
                return WorkflowValue.Number(number.AsNumber());
            case JsBigInt big:
                return WorkflowValue.Number(double.Parse(big.ToString(), CultureInfo.InvariantCulture));
            case JsDate date:
                return double.IsNaN(date.DateValue) ? null : DateTimeOffset.FromUnixTimeMilliseconds((long)date.DateValue).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            case JsArray array:
                if (array.Length > limits.ArrayLength)
                    throw new WorkflowValueException($"The script's list has more than {limits.ArrayLength} items.");
                var list = new List<object?>((int)array.Length);
                for (uint index = 0; index < array.Length; index++)
                    list.Add(From(array[index], limits, depth + 1));
                return list;
            case Function or JsSymbol:
                return null;
            case not null when value.IsPromise():
                throw new WorkflowValueException("The script's value has a promise inside, which is no value yet; put await before it.");
            case JsObject or Jint.Native.Object.ObjectInstance:
                var map = new ValueMap();
                foreach (var (key, property) in value.AsObject().GetOwnProperties())
                {
                    if (!property.Enumerable || !key.IsString())
                        continue;
                    var item = value.AsObject().Get(key);
                    if (item is not Function && !item.IsUndefined())
                        map[key.AsString()] = From(item, limits, depth + 1);
                }

                return map;
            default:
                return null;
        }
    }
}

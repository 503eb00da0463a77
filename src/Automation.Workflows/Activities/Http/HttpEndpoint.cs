using System.Net;
using Automation.Workflows.Execution;
using Automation.Workflows.Values;

namespace Automation.Workflows.Activities.Http;

/// <summary>Starts the workflow on an HTTP request, or waits for one.</summary>
[Activity(TypeName, Category = "HTTP", DisplayName = "HTTP Endpoint", Description = "Starts the workflow on an HTTP request; further inside, waits for one.", Kind = ActivityKind.Trigger)]
internal sealed class HttpEndpoint : Activity, ITrigger
{
    public const string TypeName = "Elsa.HttpEndpoint";

    [Input("The path, with route parameters in braces.", Required = true)]
    public Input<string> Path { get; } = new("");

    [Input("The methods it answers to.", UIHint = "checklist", Options = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])]
    public Input<List<string>> SupportedMethods { get; } = new(["GET"]);

    [Input("Only for people who have signed in.", Category = "Security")]
    public Input<bool> Authorize { get; } = new(false);

    [Input("The policy that the person must meet too; it asks for signing in by itself.", Category = "Security", OptionsFrom = "policies")]
    public Input<string> Policy { get; } = new();

    [Output("The body, parsed when it is JSON.")]
    public Output<object> ParsedContent { get; } = new();

    [Output("The route's parameters.")]
    public Output<ValueMap> RouteData { get; } = new();

    [Output("The query string's parameters.")]
    public Output<ValueMap> QueryStringData { get; } = new();

    [Output("The headers.")]
    public Output<ValueMap> Headers { get; } = new();

    [Output("The whole request: method, path, query, headers, routeData, body.")]
    public Output<ValueMap> Result { get; } = new();

    /// <summary>The names of route parameters keep their letters: expressions ask for them.</summary>
    public static Stimulus StimulusOf(string path, string method) =>
        new(TypeName, new ValueMap { ["path"] = string.Join('/', path.Trim('/').Split('/').Select(part => part.StartsWith('{') ? part : part.ToLowerInvariant())), ["method"] = method.ToUpperInvariant() });

    public IEnumerable<Stimulus> Triggers(ActivityContext context)
    {
        // What cannot be read now would be refused to everyone later.
        _ = Demand(context);
        return [.. (context.Evaluate(SupportedMethods) ?? []).Select(method => StimulusOf(context.Evaluate(Path) ?? "", method))];
    }

    /// <summary>What is demanded of who calls a published endpoint; null when everyone may.</summary>
    public EndpointDemand? Demand(ActivityContext context) => Demand(context.Evaluate(Authorize), context.Evaluate(Policy));

    /// <summary>What is demanded of who calls an endpoint that an instance waits at, by the inputs with which it began to.</summary>
    public static EndpointDemand? Demand(ValueMap inputs) =>
        Demand(ValueConversion.To<bool>(inputs.Find(nameof(Authorize)) ?? false), ValueConversion.To<string>(inputs.Find(nameof(Policy)) ?? ""));

    private static EndpointDemand? Demand(bool authorize, string? policy) =>
        string.IsNullOrWhiteSpace(policy) ? authorize ? new EndpointDemand(null) : null : new EndpointDemand(policy.Trim());

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        if (context.TakeTrigger(out var payload))
        {
            Receive(context, payload);
            return ValueTask.CompletedTask;
        }

        foreach (var method in context.Get(SupportedMethods) ?? [])
            context.WaitFor(StimulusOf(context.Get(Path) ?? "", method));
        return ValueTask.CompletedTask;
    }

    protected internal override ValueTask ResumeAsync(ActivityContext context, Resumption resumption)
    {
        Receive(context, resumption.Payload);
        context.Complete();
        return ValueTask.CompletedTask;
    }

    private void Receive(ActivityContext context, object? payload)
    {
        var request = payload as ValueMap ?? [];
        context.Set(ParsedContent, request.Find("body"));
        context.Set(RouteData, request.Find("routeData") as ValueMap);
        context.Set(QueryStringData, request.Find("query") as ValueMap);
        context.Set(Headers, request.Find("headers") as ValueMap);
        context.Set(Result, request);
    }
}

/// <summary>Answers the HTTP request that started or resumed the workflow.</summary>
[Activity("Elsa.WriteHttpResponse", Category = "HTTP", DisplayName = "HTTP Response", Description = "Answers the HTTP request that started or resumed the workflow.")]
internal sealed class WriteHttpResponse : Activity
{
    [Input("The status, by name or number.", TypeName = "HttpStatusCode")]
    public Input<HttpStatusCode> StatusCode { get; } = new(HttpStatusCode.OK);

    [Input("The body; lists and objects are sent as JSON.")]
    public Input<object> Content { get; } = new();

    [Input("The body's type.", OthersFit = true, Options = ["", "text/plain", "text/html", "application/json", "application/xml"])]
    public Input<string> ContentType { get; } = new();

    [Input("Further headers.", UIHint = "json-editor", Category = "Advanced", TypeName = "HttpHeaders")]
    public Input<ValueMap> ResponseHeaders { get; } = new();

    protected internal override ValueTask ExecuteAsync(ActivityContext context)
    {
        context.After(new HttpReply(
            context.Ids.NewId(), (int)context.Get(StatusCode), context.Get(Content), context.Get(ContentType), context.Get(ResponseHeaders) ?? []));
        return ValueTask.CompletedTask;
    }
}

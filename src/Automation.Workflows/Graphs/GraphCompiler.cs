using System.Text.Json;
using Automation.Workflows.Activities;
using Automation.Workflows.Activities.Composition;
using Automation.Workflows.Definitions;
using Automation.Workflows.Expressions;

namespace Automation.Workflows.Graphs;

/// <summary>Makes a definition ready to run.</summary>
public sealed class GraphCompiler(ActivityRegistry registry, ExpressionCompiler expressions)
{
    private const int MaxNesting = 32;

    public ActivityRegistry Registry => registry;

    /// <summary>The workflows used as activities in <paramref name="definition"/>, directly.</summary>
    public IReadOnlyList<DefinitionReference> ReferencesIn(WorkflowDefinition definition)
    {
        var found = new List<DefinitionReference>();
        if (definition.Root is { } root)
            Search(root);
        return found;

        void Search(JsonElement json)
        {
            if (json.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in json.EnumerateArray())
                    Search(item);
            }
            else if (json.ValueKind == JsonValueKind.Object)
            {
                if (json.Text("type") is { } type && registry.Find(type) is null && DefinitionReference.Read(json) is { } reference && !found.Contains(reference))
                    found.Add(reference);
                foreach (var property in json.EnumerateObject())
                    Search(property.Value);
            }
        }
    }

    /// <summary>Compiles a definition. What is wrong with it is in the graph's problems; nothing is thrown for it.</summary>
    /// <param name="used">The workflows that <see cref="ReferencesIn"/> named, and those that these name in turn. Missing ones are reported.</param>
    public WorkflowGraph Compile(WorkflowDefinition definition, IReadOnlyDictionary<DefinitionReference, WorkflowDefinition>? used = null)
    {
        var run = new Run(this, used ?? new Dictionary<DefinitionReference, WorkflowDefinition>());
        var root = run.Workflow(definition, null, "$");
        return new WorkflowGraph(definition, root, run.Nodes, run.Problems, run.ReadsOutputs);
    }

    /// <summary>Looks for a variable from an activity outwards, to the border of its workflow.</summary>
    internal static VariableReference? Variable(ActivityNode? from, JsonElement reference)
    {
        var (id, name) = reference.ValueKind == JsonValueKind.String
            ? (reference.GetString(), reference.GetString())
            : (reference.Text("id"), reference.Text("name"));
        return Find(from, variable => variable.Id == id) ?? Find(from, variable => variable.Name == name);
    }

    internal static VariableReference? Find(ActivityNode? from, Func<VariableDefinition, bool> matches)
    {
        for (var scope = from; scope is not null; scope = scope.Parent)
        {
            foreach (var variable in scope.Variables)
            {
                if (matches(variable))
                    return new VariableReference(scope, variable);
            }

            if (scope.Activity is WorkflowActivity)
                return null;
        }

        return null;
    }

    /// <summary>One compilation.</summary>
    internal sealed class Run(GraphCompiler compiler, IReadOnlyDictionary<DefinitionReference, WorkflowDefinition> used)
    {
        private readonly Stack<WorkflowDefinition> _inside = [];

        public List<ActivityNode> Nodes { get; } = [];

        public List<DefinitionProblem> Problems { get; } = [];

        public bool ReadsOutputs { get; private set; }

        public void Report(DefinitionProblem problem) => Problems.Add(problem);

        public ActivityNode Workflow(WorkflowDefinition definition, ActivityNode? parent, string path)
        {
            _inside.Push(definition);
            var node = new ActivityNode($"Workflow{Number(definition, 0)}", null, WorkflowActivity.Descriptor, new WorkflowActivity(definition), parent, definition.Json, path)
            {
                Variables = definition.Variables
            };
            Add(node);
            if (definition.Root is { } root)
                Child(root, node, "$.root");
            _inside.Pop();
            return node;
        }

        public ActivityNode? Child(JsonElement json, ActivityNode parent, string path)
        {
            if (json.ValueKind != JsonValueKind.Object || json.Text("type") is not { } type)
            {
                Report(DefinitionProblem.Error("no-type", $"An activity in {parent.Quoted} has no type.", path, parent.Parent is null ? null : parent.Id));
                return null;
            }

            var id = json.Text("id");
            if (id is null)
                Report(DefinitionProblem.Error("no-id", $"An activity of type {type} in {parent.Quoted} has no id.", path, parent.Parent is null ? null : parent.Id));
            else if (parent.ChildWithId(id) is not null)
                Report(DefinitionProblem.Error("same-id", $"The id '{id}' is used twice in {parent.Quoted}; every activity needs its own.", path, id));
            id ??= $"{type}{Nodes.Count}";

            var descriptor = compiler.Registry.Find(type) ?? Used(json, type, path, id) ?? NotFoundActivity.DescriptorFor(type);
            var node = new ActivityNode(id, json.Text("name"), descriptor, descriptor.Create(), parent, json, path)
            {
                Variables = [.. json.Items("variables").Where(item => item.ValueKind == JsonValueKind.Object).Select(VariableDefinition.Read)],
                CanStartWorkflow = CanStart(json)
            };
            Add(node);
            BindProperties(node);
            node.Activity.Load(new ActivityLoader(this, node));
            return node;
        }

        /// <param name="field">What people see before the expression, such as the input's name.</param>
        public WorkflowExpression? Expression(JsonElement json, ActivityNode node, string path, string field)
        {
            var type = json.Text("type");
            try
            {
                var expression = compiler.Prepare(type ?? "Literal", json.Property("value"), node);
                ReadsOutputs |= expression.ReadsOutputs;
                foreach (var objection in expression.Objections)
                    ReportIn(node, path, field, objection);
                Problems.AddRange(InputNames.Undeclared(expression, _inside.Peek(), node, path, field));
                return expression;
            }
            catch (ExpressionSyntaxException exception)
            {
                ReportIn(node, path, field, exception);
                return new BrokenExpression(type ?? "", exception.Message);
            }
        }

        private void ReportIn(ActivityNode node, string path, string field, ExpressionSyntaxException found) => Report(new DefinitionProblem(
            ProblemSeverity.Error, found.Code, $"{node.Quoted}, {field}{(found.Line is { } line ? $", line {line}, column {found.Column}" : "")}: {found.Message}", path, found.Line, found.Column, node.Id));

        private ActivityDescriptor? Used(JsonElement json, string type, string path, string id)
        {
            if (DefinitionReference.Read(json) is not { } reference || !used.TryGetValue(reference, out var definition) || !definition.Options.UsableAsActivity)
            {
                Report(DefinitionProblem.Error("unknown-activity", $"'{json.Text("name") ?? id}': there is no activity of type '{type}'.", path, id));
                return null;
            }

            if (_inside.Count >= MaxNesting || _inside.Any(outer => outer.DefinitionId == definition.DefinitionId))
            {
                Report(DefinitionProblem.Error("contains-itself", $"'{json.Text("name") ?? id}': the workflow '{definition.Name}' contains itself.", path, id));
                return null;
            }

            return ActivityDescriptor.Of(definition) with { TypeName = type };
        }

        /// <summary>A workflow is numbered above every workflow inside it: the innermost is Workflow1.</summary>
        private int Number(WorkflowDefinition definition, int depth) => depth > MaxNesting
            ? depth
            : 1 + compiler.ReferencesIn(definition)
                .Select(reference => used.TryGetValue(reference, out var inner) && inner.Options.UsableAsActivity ? Number(inner, depth + 1) : 0)
                .DefaultIfEmpty(0)
                .Max();

        private void Add(ActivityNode node)
        {
            Nodes.Add(node);
            node.Parent?.ChildList.Add(node);
        }

        private void BindProperties(ActivityNode node)
        {
            var properties = ActivityProperties.Of(node.Activity.GetType());
            var inputs = new List<InputSlot>(properties.Inputs.Length);
            foreach (var property in properties.Inputs)
            {
                var slot = (InputSlot)property.GetValue(node.Activity)!;
                var described = node.Descriptor.Inputs.FirstOrDefault(input => input.Name == property.Name);
                slot.Bind(property.Name, Fitting(node, property.Name, described, slot.ValueType), described?.AutoEvaluate ?? true);
                inputs.Add(slot);
            }

            node.Inputs = inputs;
            var outputs = new List<OutputSlot>(properties.Outputs.Length);
            foreach (var property in properties.Outputs)
            {
                var slot = (OutputSlot)property.GetValue(node.Activity)!;
                slot.Bind(property.Name, Target(node, property.Name));
                outputs.Add(slot);
            }

            node.Outputs = outputs;
            foreach (var property in properties.Ports)
            {
                var name = JsonReading.CamelCase(property.Name);
                if (node.Json.Object(name) is { } embedded)
                    property.SetValue(node.Activity, Child(embedded, node, $"{node.Path}.{name}"));
            }
        }

        private WorkflowExpression? Fitting(ActivityNode node, string property, InputDescriptor? described, Type type)
        {
            var expression = InputExpression(node, property, described);
            if (expression is ConstantExpression { Value: { } value } && (Values.ValueFit.Wanted(value, type) ?? FixedOptions.Wanted(value, type, described)) is { } wanted)
                ReportWrongValue(node, property, described?.DisplayName ?? property, value, wanted);
            return expression;
        }

        /// <summary>A value that stands fixed in the definition and that the input cannot hold would fail in every run.</summary>
        internal void ReportWrongValue(ActivityNode node, string property, string displayName, object value, string wanted) => Report(DefinitionProblem.Error(
            DefinitionProblem.WrongValue, $"{node.Quoted}, {displayName}: it cannot be {Values.ValueConversion.Show(value)}; it must be {wanted}.", $"{node.Path}.{JsonReading.CamelCase(property)}", node.Id));

        /// <summary>An input is <c>{typeName, expression, memoryReference}</c>; some old ones are plain JSON.</summary>
        internal WorkflowExpression? InputExpression(ActivityNode node, string property, InputDescriptor? described)
        {
            var name = JsonReading.CamelCase(property);
            var path = $"{node.Path}.{name}";
            if (node.Json.Property(name) is not { } json)
            {
                if (described is { IsRequired: true })
                    Report(DefinitionProblem.Error("missing-input", $"{node.Quoted}, {described.DisplayName}: a value is required.", path, node.Id));
                return null;
            }

            if (json.ValueKind != JsonValueKind.Object || (json.Property("expression") is null && json.Property("memoryReference") is null && json.Property("typeName") is null))
                return new ConstantExpression("Literal", Values.WorkflowValue.FromJson(json));
            if (json.Object("expression") is { } expression)
            {
                var prepared = Expression(expression, node, $"{path}.expression", described?.DisplayName ?? property);
                if (described is { IsRequired: true } && prepared is ConstantExpression { Value: null or "" })
                    Report(DefinitionProblem.Error("missing-input", $"{node.Quoted}, {described.DisplayName}: a value is required.", path, node.Id));
                if (described?.OptionsFrom is { } source && compiler.Registry.Choices(source) is { } known && prepared is ConstantExpression { Value: string { Length: > 0 } chosen } && !known.Contains(chosen))
                    Report(DefinitionProblem.Error("unknown-choice", $"{node.Quoted}, {described.DisplayName}: it is '{chosen}', which there is none of. {Among(known)}", path, node.Id));
                return prepared;
            }

            return json.Object("memoryReference") is { } memory && Variable(node, memory) is { } variable ? new VariableExpression(variable) : null;
        }

        /// <summary>The names a host gave for a source; null when it did not say.</summary>
        internal IReadOnlyList<string>? Choices(string source) => compiler.Registry.Choices(source);

        internal static string Among(IReadOnlyList<string> known) => known.Count == 0 ? "There are none." : $"There are: {string.Join(", ", known)}.";

        internal OutputTarget? Target(ActivityNode node, string property)
        {
            if (node.Json.Object(JsonReading.CamelCase(property))?.Object("memoryReference") is not { } memory || memory.Text("id") is not { } id)
                return null;
            if (Variable(node, memory) is { } variable)
                return new OutputTarget(variable, null);
            return _inside.Peek().Outputs.FirstOrDefault(output => output.Name == id) is { } output ? new OutputTarget(null, output.Name) : null;
        }

        // Elsa 3 keeps the mark in customProperties; older exports had it on the activity itself.
        private static bool CanStart(JsonElement json) =>
            json.Object("customProperties")?.Flag("canStartWorkflow")
            ?? json.Object("customProperties")?.Flag("CanStartWorkflow")
            ?? json.Flag("canStartWorkflow")
            ?? false;
    }

    private WorkflowExpression Prepare(string type, JsonElement? value, ActivityNode node) => expressions.Prepare(type, value, node);
}

using System.Text.Json;
using Automation.Rules.Model;

namespace Automation.Rules.Files;

/// <summary>Reads the matrix of a set.</summary>
internal sealed class MatrixReader(ProblemLog log)
{
    private static readonly string[] Members = ["rows", "columns", "decides", "cells"];

    public OutcomeMatrix? Read(PlacedJson json)
    {
        var members = log.Members(json, "a matrix", Members);
        if (json.Kind != JsonValueKind.Object)
            return null;
        foreach (var missing in Members.Where(name => !members.ContainsKey(name)))
            log.Add(json, $"\"{missing}\" is missing.");
        var rows = members.TryGetValue("rows", out var rowsJson) ? Axis(rowsJson, "rows") : null;
        var columns = members.TryGetValue("columns", out var columnsJson) ? Axis(columnsJson, "columns") : null;
        var decides = members.TryGetValue("decides", out var decidesJson) ? Single(decidesJson) : null;
        if (rows is null || columns is null || decides is null || !members.TryGetValue("cells", out var cellsJson))
            return null;
        if (rows.Value.Outcome == columns.Value.Outcome || decides == rows.Value.Outcome || decides == columns.Value.Outcome)
        {
            log.Add(json, "Rows, columns and the decided outcome must be three different outcomes.");
            return null;
        }
        var cells = Cells(cellsJson, rows.Value.Values.Count, columns.Value.Values.Count, decides);
        return cells is null ? null
            : new OutcomeMatrix(rows.Value.Outcome, rows.Value.Values, columns.Value.Outcome, columns.Value.Values, decides, cells);
    }

    private (Outcome Outcome, List<string> Values)? Axis(PlacedJson json, string what)
    {
        var members = log.Members(json, $"\"{what}\"", "outcome", "values");
        if (!members.TryGetValue("outcome", out var outcomeJson) || !members.TryGetValue("values", out var valuesJson))
        {
            log.Add(json, $"\"{what}\" needs \"outcome\" and \"values\".");
            return null;
        }
        if (Single(outcomeJson) is not { } outcome)
            return null;
        var before = log.Count;
        var values = new List<string>();
        foreach (var item in log.Items(valuesJson, $"The values of \"{what}\""))
        {
            if (log.Text(item, "A value") is not { } text || !OutcomeText.Check(log, item, outcome, text))
                continue;
            if (values.Contains(text, StringComparer.OrdinalIgnoreCase))
                log.Add(item, $"\"{text}\" is in the list twice.");
            values.Add(text);
        }
        if (values.Count == 0)
            log.Add(valuesJson, $"\"{what}\" has no values.");
        return log.Count == before ? (outcome, values) : null;
    }

    private Outcome? Single(PlacedJson json)
    {
        if (log.Text(json, "An outcome") is not { } name)
            return null;
        if (StandardOutcomes.Find(name) is { Many: false } outcome && outcome != StandardOutcomes.Ignore)
            return outcome;
        log.Add(json, $"\"{name}\" is not an outcome with one value{ProblemLog.Hint(name, [.. StandardOutcomes.All.Where(o => !o.Many && o != StandardOutcomes.Ignore).Select(o => o.Name)])}");
        return null;
    }

    private List<IReadOnlyList<string>>? Cells(PlacedJson json, int rows, int columns, Outcome decides)
    {
        var before = log.Count;
        var cells = new List<IReadOnlyList<string>>();
        foreach (var rowJson in log.Items(json, "\"cells\""))
        {
            var row = log.Items(rowJson, "A row of cells")
                .Select(cell => log.Text(cell, "A cell") is { } text && OutcomeText.Check(log, cell, decides, text) ? text : "")
                .ToList();
            if (row.Count != columns)
                log.Add(rowJson, $"The row has {row.Count} cells; there are {columns} columns.");
            cells.Add(row);
        }
        if (cells.Count != rows)
            log.Add(json, $"There are {cells.Count} rows of cells; \"rows\" has {rows} values.");
        return log.Count == before ? cells : null;
    }
}

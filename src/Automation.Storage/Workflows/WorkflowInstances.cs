using Automation.Workflows.Runtime;

namespace Automation.Storage.Workflows;

/// <summary>Between the stored row and the engine's.</summary>
internal static class WorkflowInstances
{
    public static InstanceRow ToRow(WorkflowInstanceRow x) => new(
        x.Id, x.DefinitionId, x.DefinitionVersionId, x.DefinitionVersion, x.CorrelationId, x.Name, x.ParentInstanceId,
        x.Status, x.SubStatus, x.IncidentCount, x.CreatedAt, x.UpdatedAt, x.FinishedAt, x.State, x.RowVersion, x.RepeatOf);

    public static WorkflowInstanceRow ToEntity(InstanceRow row)
    {
        var entity = new WorkflowInstanceRow { Id = row.Id, DefinitionId = row.DefinitionId, DefinitionVersionId = row.DefinitionVersionId, State = [] };
        Fill(entity, row);
        return entity;
    }

    public static void Fill(WorkflowInstanceRow entity, InstanceRow row)
    {
        entity.DefinitionId = row.DefinitionId;
        entity.DefinitionVersionId = row.DefinitionVersionId;
        entity.DefinitionVersion = row.DefinitionVersion;
        entity.CorrelationId = row.CorrelationId;
        entity.Name = row.Name;
        entity.ParentInstanceId = row.ParentInstanceId;
        entity.Status = row.Status;
        entity.SubStatus = row.SubStatus;
        entity.IncidentCount = row.IncidentCount;
        entity.CreatedAt = row.CreatedAt;
        entity.UpdatedAt = row.UpdatedAt;
        entity.FinishedAt = row.FinishedAt;
        entity.State = row.State.ToArray();
        entity.RowVersion = row.RowVersion;
        entity.RepeatOf = row.RepeatOf;
    }
}

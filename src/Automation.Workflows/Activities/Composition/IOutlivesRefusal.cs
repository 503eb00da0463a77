namespace Automation.Workflows.Activities.Composition;

/// <summary>
/// Waits for several workflows at once: one that is not started does not make it fail with everything else it waits for. It is told at the bookmark
/// (<see cref="ChildFinished.RefusalIn"/>) and decides itself.
/// </summary>
internal interface IOutlivesRefusal;

using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Automation.Workflows.Expressions.Liquid;

/// <summary>Makes every range of a template, such as <c>(1..Variables.n)</c>, ask before it becomes a list.</summary>
internal sealed class BoundedRanges : AstRewriter
{
    protected override Expression VisitRangeExpression(RangeExpression rangeExpression) => new Bounded(rangeExpression);

    private sealed class Bounded(RangeExpression range) : Expression
    {
        public override async ValueTask<FluidValue> EvaluateAsync(TemplateContext context)
        {
            var from = (await range.From.EvaluateAsync(context)).ToNumberValue();
            var to = (await range.To.EvaluateAsync(context)).ToNumberValue();
            LiquidBudget.Of(context)?.Take(to - from + 1);
            return await range.EvaluateAsync(context);
        }

        protected override Expression Accept(AstVisitor visitor) => this;
    }
}

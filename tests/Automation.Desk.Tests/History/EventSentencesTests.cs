using System.Reflection;
using System.Text.Json.Serialization;
using Automation.Desk.History;
using Automation.Tickets.History;
using Bunit;

namespace Automation.Desk.Tests.History;

public sealed class EventSentencesTests : DeskTestContext
{
    private EventSentences Sentences => new(Text, at => at.ToString("HH:mm", null), key => key == "service-desk" ? "Service Desk" : key);

    [Fact]
    public void Every_kind_of_event_has_a_sentence()
    {
        var kinds = typeof(TicketEvent).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(a => a.DerivedType).ToList();

        EveryEvent.All.Select(e => e.GetType()).Should().Contain(kinds, "a new kind of event needs an example here and words in EventSentences");
        foreach (var happened in EveryEvent.All)
        {
            var sentence = Sentences.Of(happened);
            sentence.Should().NotBeNullOrWhiteSpace("{0} needs words", happened.Kind);
            sentence.Should().NotContain("{", "every value is filled in");
        }
    }

    [Fact]
    public void A_failed_delivery_says_to_whom_and_why() =>
        Sentences.Of(EveryEvent.All.OfType<DeliveryFailed>().First()).Should().Be("Our mail to ada@contoso.example did not arrive. 5.1.1 no such user");

    [Fact]
    public void A_reply_that_was_written_without_its_template_says_so() =>
        Sentences.Of(EveryEvent.All.OfType<ReplyQueued>().Last()).Should().Be("A plain acknowledgement to ada@contoso.example was written without a template.");

    [Fact]
    public void A_reply_that_failed_for_good_says_why() =>
        Sentences.Of(EveryEvent.All.OfType<MessageNotSent>().First()).Should().Be("Our reply could not be sent and is not tried again by itself: 400 ErrorInvalidRecipients");

    [Fact]
    public void A_team_is_called_by_its_name() =>
        Sentences.Of(EveryEvent.All.OfType<RulesApplied>().First()).Should().Be("The rules decided type incident, team Service Desk, tags outage.");

    [Fact]
    public void A_promise_is_told_in_the_readers_time() =>
        Sentences.Of(EveryEvent.All.OfType<ServiceLevelSet>().First()).Should().Contain("answer by 13:00");

    [Fact]
    public void The_timeline_shows_every_event_with_utc_on_its_time()
    {
        var shown = Render<HistoryTimeline>(p => p.Add(x => x.History, EveryEvent.All).Add(x => x.TeamName, key => key));

        shown.FindAll("[data-testid=event]").Should().HaveCount(EveryEvent.All.Count);
        shown.Find("time").GetAttribute("title").Should().Be("2026-03-10 09:00:00 UTC");
        shown.Find("[data-kind=delivery-failed]").ClassName.Should().Contain("tone-red");
    }
}

using System.Text;
using Automation.Rules.Fields;
using Automation.Rules.Folding;
using CsCheck;

namespace Automation.Rules.Tests.Properties;

public sealed class FoldingTests
{
    private static readonly Gen<string> Letters = Gen.Frequency(
        (3, Gen.Char[' ', '\u024F']),
        (1, Gen.Char['\u0370', '\u052F']),
        (1, Gen.Char['\u1E00', '\u1FFF']),
        (1, Gen.Char['\u3041', '\u30FF'])).Where(char.IsLetterOrDigit).Array[0, 20].Select(letters => new string(letters));

    [Fact]
    public void One_character_and_its_decomposition_fold_alike() =>
        Letters.Sample(text => FoldedText.Fold(text.Normalize(NormalizationForm.FormD)).Should().Be(FoldedText.Fold(text.Normalize(NormalizationForm.FormC))), iter: 5_000);

    [Fact]
    public void Upper_and_lower_case_fold_alike() =>
        Letters.Sample(text => FoldedText.Fold(text.ToUpperInvariant()).Should().Be(FoldedText.Fold(text)), iter: 5_000);

    [Fact]
    public void Folding_folded_text_changes_nothing() =>
        RandomRules.Text.Sample(text => FoldedText.Fold(FoldedText.Fold(text)).Should().Be(FoldedText.Fold(text)), iter: 5_000);

    [Fact]
    public void Every_piece_of_folded_text_leads_back_to_a_piece_of_the_original_that_contains_it() =>
        Gen.Select(RandomRules.Text.Array[1, 3], Gen.Int[0, 1000], Gen.Int[1, 1000]).Sample((values, from, length) =>
        {
            var fact = new Fact { Several = values };
            var folded = new FoldedText();
            folded.Fill(fact, withMap: true);
            for (var value = 0; value < values.Length; value++)
            {
                var text = folded[value].ToString();
                if (text.Length == 0)
                    continue;
                var start = from % text.Length;
                var end = Math.Min(text.Length, start + length);
                var place = folded.Place(folded.Start(value) + start, folded.Start(value) + end, fact);
                place.Value.Should().Be(value);
                FoldedText.Fold(values[value].Substring(place.Start, place.Length)).Contains(text[start..end].Trim(), StringComparison.Ordinal).Should().BeTrue();
            }
        }, iter: 5_000);

    [Fact]
    public void A_set_of_words_of_the_whole_plane_can_be_folded()
    {
        var all = new string([.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code)]);

        var folded = FoldedText.Fold(all);

        folded.Should().NotContain("\n").And.NotContain("  ");
        FoldedText.Fold(folded).Should().Be(folded);
    }

    [Fact]
    public void Sixteen_characters_at_a_time_fold_as_one_at_a_time() =>
        Gen.Select(
            Gen.Frequency((30, Gen.Char['!', '~']), (8, Gen.Const(' ')), (4, Gen.Char['\u00C0', '\u00FF']), (1, Gen.Char), (1, Gen.Char["\r\n\t\0\u007f\u00ad\u00a0\uffff"])).Array[0, 200].Select(some => new string(some)).Array[1, 3],
            Gen.Bool).Sample((values, isPlain) =>
        {
            if (isPlain)
                values = Array.ConvertAll(values, value => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
            var fact = new Fact { Several = values };
            var (fast, slow) = (new FoldedText(), new FoldedText());
            fast.Fill(fact, withMap: false);
            // With the map every character is looked at by itself.
            slow.Fill(fact, withMap: true);
            fast.Chars.ToString().Should().Be(slow.Chars.ToString());
            fast.Count.Should().Be(slow.Count);
        }, iter: 5_000);
}

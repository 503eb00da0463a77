using System.Globalization;
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
        (1, Gen.Char['\u3041', '\u30FF']),
        (2, Gen.Char['\uAC00', '\uD7A3'])).Where(char.IsLetterOrDigit).Array[0, 20].Select(letters => new string(letters));

    [Fact]
    public void One_character_and_its_decomposition_fold_alike() =>
        Letters.Sample(text => FoldedText.Fold(text.Normalize(NormalizationForm.FormD)).Should().Be(FoldedText.Fold(text.Normalize(NormalizationForm.FormC))), iter: 5_000);

    // In the test the marks are what Unicode says of them, not what the table lists.
    private static readonly char[] Points =
        [.. Enumerable.Range(0x0591, 0x37).Concat(Enumerable.Range(0x064B, 8)).Append(0x0670).Select(code => (char)code).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark), '\u0640'];

    private static readonly Gen<string> Bare = Gen.OneOf(Gen.Char['\u0628', '\u063A'], Gen.Char['\u05D0', '\u05EA']).Array[1, 8].Select(letters => new string(letters));

    [Fact]
    public void A_word_with_its_vowel_points_folds_as_the_bare_word_and_its_place_holds_them() =>
        Gen.Select(Bare, Gen.Int[0, Points.Length - 1].Array[0, 3].Array[8]).Sample((word, points) =>
        {
            var pointed = string.Concat(word.Select((letter, i) => letter + new string([.. points[i].Select(point => Points[point])])));
            var fact = new Fact { One = "x " + pointed + " y" };
            var folded = new FoldedText();
            folded.Fill(fact, withMap: true);

            folded.Chars.ToString().Should().Be("x " + word + " y");
            folded.Place(2, 2 + word.Length, fact).Should().Be(new TextPlace(0, 2, pointed.Length));
        }, iter: 2_000);

    [Fact]
    public void Text_folds_as_it_does_the_plain_way_with_the_same_places() =>
        Gen.Select(RandomRules.Text, Gen.Int[0, 1000], Gen.Int[1, 20]).Sample((text, from, length) =>
        {
            var fact = new Fact { One = text };
            var folded = new FoldedText();
            folded.Fill(fact, withMap: true);
            var plain = new PlainFolding(text);

            folded.Chars.ToString().Should().Be(plain.Text);
            if (plain.Text.Length == 0)
                return;
            var start = from % plain.Text.Length;
            var end = Math.Min(plain.Text.Length, start + length);
            var place = folded.Place(start, end, fact);
            (place.Start, place.Length).Should().Be(plain.Place(start, end));
        }, iter: 10_000);

    [Fact]
    public void Korean_letters_that_join_are_the_syllable_and_part_of_one_is_not_found_in_it() =>
        Gen.Char['\uAC00', '\uD7A3'].Array[1, 6].Select(syllables => new string(syllables)).Sample(text =>
        {
            var apart = text.Normalize(NormalizationForm.FormD);
            var fact = new Fact { One = apart };
            var folded = new FoldedText();
            folded.Fill(fact, withMap: true);

            folded.Chars.ToString().Should().Be(text);
            folded.Place(0, 1, fact).Should().Be(new TextPlace(0, 0, text[..1].Normalize(NormalizationForm.FormD).Length));
        }, iter: 2_000);

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

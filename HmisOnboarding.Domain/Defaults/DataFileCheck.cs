using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HmisOnboarding.Domain.Community;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Defaults;

/// <summary>
/// Holds the text of a data file against the records it is read into, before it is read: the serializer stops at the first slip,
/// a person who corrects a file wants to see all of them.
/// </summary>
internal ref struct DataFileCheck
{
    // more would not be read; the first ones are often the cause of the others
    private const int MostProblems = 50;
    private const int MostDepth = 16;

    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    private readonly ReadOnlySpan<byte> _text;
    private readonly List<FileProblem> _problems = [];
    private Utf8JsonReader _reader;
    private long _line = 1;
    private int _counted;

    private DataFileCheck(ReadOnlySpan<byte> text)
    {
        _text = text;
        _reader = new(text, new JsonReaderOptions { MaxDepth = MostDepth });
    }

    /// <summary>Every slip in the order of the text, at most fifty; empty when the text can be read into the type.</summary>
    public static IReadOnlyList<FileProblem> Of<T>(ReadOnlySpan<byte> text)
    {
        var check = new DataFileCheck(text.StartsWith(ByteOrderMark) ? text[ByteOrderMark.Length..] : text);
        try
        {
            check._reader.Read();
            check.Value(typeof(T), "");
            // a second value after the first is a slip too
            check._reader.Read();
        }
        catch (JsonException broken)
        {
            check._problems.Add(new((broken.LineNumber ?? 0) + 1, "", check._reader.CurrentDepth >= MostDepth
                ? "Lists stand inside each other too deeply here. Export a file to see its form."
                : "The text stops being JSON here. Look for a missing comma, quote or bracket."));
        }
        catch (InvalidOperationException)
        {
            check.Add("", "A text here holds a broken character. Type it again.");
        }

        return check._problems;
    }

    private void Value(Type type, string path)
    {
        var info = DataFile.Shape(Nullable.GetUnderlyingType(type) ?? type);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when Is(JsonTokenType.StartObject, path, "an object in braces"):
                Object(info, path);
                break;
            case JsonTypeInfoKind.Enumerable when Is(JsonTokenType.StartArray, path, "a list in brackets"):
                Items(info.ElementType!, path);
                break;
            case JsonTypeInfoKind.None:
                Simple(info.Type, path);
                break;
            default:
                break;
        }
    }

    private void Object(JsonTypeInfo info, string path)
    {
        var begin = Line();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            var name = _reader.GetString()!;
            var here = path.Length == 0 ? Shown(name) : $"{path}.{Shown(name)}";
            var property = info.Properties.FirstOrDefault(p => p.Name == name);
            if (property is null)
                Add(here, $"The field \"{Shown(name)}\" is not known here. Correct its name or take it out.");
            else if (!seen.Add(name))
                Add(here, $"The field \"{name}\" stands here twice. Keep one.");
            _reader.Read();
            if (property is null)
                _reader.Skip();
            else if (_reader.TokenType != JsonTokenType.Null)
                Value(property.PropertyType, here);
            else if (!property.IsSetNullable)
                Add(here, $"The field \"{name}\" is empty (null). Fill it in.");
        }

        // a setting that is left out would quietly become the product's own
        foreach (var missing in info.Properties.Where(p => (p.IsRequired || info.Type == typeof(CommunitySettings) || info.Type == typeof(ServicePolicy)) && p.Set is not null && !seen.Contains(p.Name)))
            Add(path, $"The field \"{missing.Name}\" is missing. Add it.", begin);
    }

    private void Items(Type element, string path)
    {
        for (var number = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; number++)
        {
            if (_reader.TokenType == JsonTokenType.Null)
                Add($"{path}[{number}]", "An item of this list is empty (null). Take it out.");
            else
                Value(element, $"{path}[{number}]");
        }
    }

    private void Simple(Type type, string path)
    {
        if (type == typeof(string))
        {
            if (Is(JsonTokenType.String, path, "a text in quotes"))
                _reader.GetString();
        }
        else if (type == typeof(bool))
        {
            if (_reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                Wrong(path, "true or false");
        }
        else if (type == typeof(int))
        {
            if (Is(JsonTokenType.Number, path, "a whole number") && !_reader.TryGetInt32(out _))
                Add(path, "This number is too large or not whole. Write a whole number, such as 45.");
        }
        else if (type == typeof(DateOnly))
        {
            const string Words = "a day such as \"2026-12-24\"";
            if (Is(JsonTokenType.String, path, Words) && !DateOnly.TryParseExact(_reader.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                Add(path, $"This must be {Words}.");
        }
        else if (type == typeof(WorkingInterval))
        {
            const string Words = "hours of one day such as \"08:00-12:00\"";
            if (Is(JsonTokenType.String, path, Words) && !WorkingInterval.TryParse(_reader.GetString()!, out _))
                Add(path, $"This must be {Words}.");
        }
        else if (type.IsEnum)
        {
            var names = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
            var words = $"one of {string.Join(", ", names.Select(n => $"\"{n}\""))}";
            if (Is(JsonTokenType.String, path, words) && !names.Contains(_reader.GetString()!))
                Add(path, $"This must be {words}.");
        }
        else
        {
            throw new NotSupportedException($"Nobody told how a {type.Name} stands in a file.");
        }
    }

    private bool Is(JsonTokenType expected, string path, string words)
    {
        if (_reader.TokenType == expected)
            return true;
        Wrong(path, words);
        return false;
    }

    private void Wrong(string path, string words)
    {
        Add(path, path.Length == 0 ? "The file must begin with a brace. Export a file here to see its form." : $"This must be {words}.");
        _reader.Skip();
    }

    private void Add(string path, string sentence, long? line = null)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(new(line ?? Line(), path, sentence));
    }

    private long Line()
    {
        var to = (int)_reader.TokenStartIndex;
        if (to > _counted)
        {
            _line += _text[_counted..to].Count((byte)'\n');
            _counted = to;
        }

        return _line;
    }

    // the name of a field comes from the file and can be anything
    private static string Shown(string name) => name.Length <= 60 ? name : name[..60] + "...";
}

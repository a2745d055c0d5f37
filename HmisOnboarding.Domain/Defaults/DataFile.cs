using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using HmisOnboarding.Domain.ServiceLevel;

namespace HmisOnboarding.Domain.Defaults;

/// <summary>Reads and writes the community's data files: one strict JSON form for all of them.</summary>
internal static class DataFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        // The files are read and edited by people, so names keep their accents. They are never written into a page as they are.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false), new SpanOfDay() },
    };

    /// <summary>Reads a value. An unknown, missing, repeated or empty (null) part is refused, so a typing slip cannot pass as a default.</summary>
    /// <param name="json">The text of the file.</param>
    /// <param name="fileName">What a person calls the file, for the sentence.</param>
    /// <exception cref="FormatException">The text is not such a file. The message says where.</exception>
    public static T Read<T>(string json, string fileName)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(json);
            RefuseEmptyItems(document.RootElement, fileName);
            return document.Deserialize<T>(Options)
                ?? throw new FormatException($"The {fileName} is empty. Put back the last version that worked.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The {fileName} cannot be read {Place(exception)}. Correct that place and try again.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The reader's answer to half a character pair, such as a lone \ud800.
            throw new FormatException($"The {fileName} holds a broken character. Type that text again.", exception);
        }
    }

    /// <summary>Writes a value the way <see cref="Read{T}"/> expects it, with a line end after the last line.</summary>
    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options) + "\n";

    /// <summary>The form that a type has in a file.</summary>
    public static JsonTypeInfo Shape(Type type)
    {
        if (!Options.IsReadOnly)
            Options.MakeReadOnly(populateMissingResolver: true);
        return Options.GetTypeInfo(type);
    }

    /// <summary>Reads a file that ships inside this assembly.</summary>
    /// <param name="resource">The folder and name, with dots between, below the assembly's own name.</param>
    public static string Shipped(string resource)
    {
        var assembly = typeof(DataFile).Assembly;
        using var stream = assembly.GetManifestResourceStream($"{assembly.GetName().Name}.{resource}")
            ?? throw new InvalidOperationException($"The default file {resource} is not part of this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Hours of a day stand in a file as people write them, "08:00-12:00".</summary>
    private sealed class SpanOfDay : JsonConverter<WorkingInterval>
    {
        public override WorkingInterval Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && WorkingInterval.TryParse(reader.GetString()!, out var span) ? span : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, WorkingInterval value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString().Replace('–', '-'));
    }

    private static string Place(JsonException exception) =>
        exception.LineNumber is { } line
            ? $"at line {line + 1}"
            : string.IsNullOrEmpty(exception.Path) ? "as it is" : $"at {exception.Path}";

    private static void RefuseEmptyItems(JsonElement element, string fileName)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                RefuseEmptyItems(property.Value, fileName);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Null)
                {
                    throw new FormatException($"The {fileName} has an empty (null) item in a list. Take it out and try again.");
                }

                RefuseEmptyItems(item, fileName);
            }
        }
    }
}

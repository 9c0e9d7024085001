package dev.carillon.b2client;

import dev.carillon.json.JsonFields;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rules in a file: YAML, with {@code buckets:} and under each bucket's name the list of its rules,
 * in the fields of the B2 Native API. Omitted fields have the API's defaults: {@code isEnabled}
 * true, {@code objectNamePrefix} empty, {@code maxEventsPerBatch} 1. An unknown field is refused as
 * a mistake; {@code isSuspended} and {@code suspensionReason} are allowed and ignored. The file
 * contains the signing secrets in clear.
 *
 * @param buckets the rules that each bucket should have, all of them
 */
public record RulesFile(Map<String, List<WantedRule>> buckets) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String BUCKETS = "buckets";

    /**
     * Reads a file.
     *
     * @param label the name of the file in messages
     * @throws B2ClientException if it is not valid, with the place of the error
     */
    public static RulesFile parse(String label, String text) {
        JsonNode root = yaml(label, text);
        JsonFields top = new FileFields(label).of(root);
        FileFields.only(top, BUCKETS);
        var buckets = new TreeMap<String, List<WantedRule>>();
        JsonFields lists = FileFields.mapping(top, BUCKETS);
        for (String bucket : lists.names()) {
            buckets.put(bucket, WrittenRule.all(lists.objects(bucket).orElse(List.of())));
        }
        return new RulesFile(buckets);
    }

    /** Returns the file for these rules, as YAML. */
    public static String text(List<BucketRules> all) {
        var settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .build();
        return new Dump(settings).dumpToString(document(all));
    }

    /** Returns the file for these rules, as JSON. */
    public static String json(List<BucketRules> all) {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(all));
    }

    private static Map<String, Object> document(List<BucketRules> all) {
        var buckets = new LinkedHashMap<String, Object>();
        all.forEach(each ->
                buckets.put(each.bucket(), each.rules().stream().map(WrittenRule::of).toList()));
        return Map.of(BUCKETS, buckets);
    }

    private static JsonNode yaml(String label, String text) {
        try {
            var settings = LoadSettings.builder().setLabel(label).build();
            Object loaded = new Load(settings).loadFromString(text);
            return JSON.valueToTree(loaded == null ? new ArrayList<>() : loaded);
        } catch (YamlEngineException e) {
            String why = String.valueOf(e.getMessage()).replaceAll("\\s+", " ").strip();
            throw B2ClientException.of(label + ": not YAML: " + why, e);
        }
    }
}

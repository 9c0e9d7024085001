package dev.carillon.s3;

import static dev.carillon.s3.NotificationXmlException.malformed;

import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;
import dev.carillon.rule.Filter;
import dev.carillon.rule.RuleValidity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code Filter} of a notification: {@code S3Key} with prefix, suffix and regex, each at most
 * once; {@code S3Metadata} and {@code S3Tags} with any names. {@code Type} OUT inverts a rule; it
 * is written only in this case, because older clients do not know it.
 *
 * <p>Prefix, suffix and regex may begin with a capital, as AWS writes them.
 */
final class NotificationXmlFilter {
    private static final String META = "x-amz-meta-";

    private NotificationXmlFilter() {}

    /** Reads a filter; conditions are in the order in which they are written. */
    static Filter read(XmlElement filter) {
        onlyOnce(filter, List.of("S3Key", "S3Metadata", "S3Tags"));
        var conditions = new ArrayList<Filter.Condition>();
        filter.child("S3Key").ifPresent(xmlElement -> conditions.addAll(keyRules(xmlElement)));
        filter.child("S3Metadata")
                .ifPresent(xmlElement ->
                        conditions.addAll(named(xmlElement, NotificationXmlFilter::metadata)));
        filter.child("S3Tags")
                .ifPresent(xmlElement ->
                        conditions.addAll(named(xmlElement, NotificationXmlFilter::tag)));
        return new Filter(conditions);
    }

    /** Writes a filter; writes nothing if every object passes it. */
    static void write(XmlWriter out, Filter filter) {
        write(out, filter, KeyNames.AWS);
    }

    /** Writes a filter with {@code Prefix} and {@code Suffix}, as MCS does. */
    static void writeCapitalised(XmlWriter out, Filter filter) {
        write(out, filter, KeyNames.MCS);
    }

    private static void write(XmlWriter out, Filter filter, KeyNames names) {
        if (filter.conditions().isEmpty()) {
            return;
        }
        out.open("Filter");
        group(out, "S3Key", members(filter, Group.KEY), names);
        group(out, "S3Metadata", members(filter, Group.METADATA), names);
        group(out, "S3Tags", members(filter, Group.TAGS), names);
        out.close();
    }

    /** The names of the filter rules for keys. */
    private record KeyNames(String prefix, String suffix, String regex) {
        static final KeyNames AWS = new KeyNames("prefix", "suffix", "regex");
        static final KeyNames MCS = new KeyNames("Prefix", "Suffix", "Regex");
    }

    private enum Group {
        KEY,
        METADATA,
        TAGS;

        static Group of(Filter.Condition condition) {
            return switch (condition) {
                case Filter.Prefix _, Filter.Suffix _, Filter.Regex _ -> KEY;
                case Filter.Metadata _ -> METADATA;
                case Filter.TagValue _ -> TAGS;
            };
        }
    }

    /** A {@code FilterRule}. */
    private record Row(String name, String value, boolean out) {}

    private static List<Filter.Condition> keyRules(XmlElement group) {
        List<Row> rows = rows(group);
        var names = new HashSet<String>();
        for (Row row : rows) {
            if (!names.add(row.name.toLowerCase(Locale.ROOT))) {
                throw malformed("S3Key has the FilterRule '%s' twice".formatted(row.name));
            }
        }
        return rows.stream()
                .map(NotificationXmlFilter::keyRule)
                .sorted(Comparator.comparingInt(NotificationXmlFilter::place))
                .toList();
    }

    private static Filter.Condition keyRule(Row row) {
        return switch (row.name.toLowerCase(Locale.ROOT)) {
            case "prefix" -> new Filter.Prefix(row.value, row.out);
            case "suffix" -> new Filter.Suffix(row.value, row.out);
            case "regex" -> RuleValidity.regex(row.value, row.out);
            default ->
                    throw malformed(
                            "S3Key has a FilterRule '%s': use prefix, suffix or regex"
                                    .formatted(row.name));
        };
    }

    private static int place(Filter.Condition condition) {
        return switch (condition) {
            case Filter.Prefix _ -> 0;
            case Filter.Suffix _ -> 1;
            case Filter.Regex _ -> 2;
            case Filter.Metadata _ -> 3;
            case Filter.TagValue _ -> 4;
        };
    }

    private static List<Filter.Condition> named(
            XmlElement group, Function<Row, Filter.Condition> condition) {
        return rows(group).stream().sorted(Comparator.comparing(Row::name)).map(condition).toList();
    }

    private static Filter.Condition metadata(Row row) {
        String name = row.name.toLowerCase(Locale.ROOT);
        return new Filter.Metadata(
                name.startsWith(META) ? name.substring(META.length()) : name, row.value, row.out);
    }

    private static Filter.Condition tag(Row row) {
        return new Filter.TagValue(row.name, row.value, row.out);
    }

    private static List<Row> rows(XmlElement group) {
        var rows = new ArrayList<Row>();
        for (XmlElement rule : group.children()) {
            if (!rule.name().equals("FilterRule")) {
                throw malformed(
                        "%s holds FilterRule elements, not <%s>"
                                .formatted(group.name(), rule.name()));
            }
            rows.add(row(rule));
        }
        return rows;
    }

    private static Row row(XmlElement rule) {
        onlyOnce(rule, List.of("Name", "Value", "Type"));
        Optional<String> name = rule.textOf("Name").filter(textOf -> !textOf.isEmpty());
        Optional<XmlElement> value = rule.child("Value");
        if (name.isEmpty() || value.isEmpty()) {
            throw malformed("A FilterRule needs a Name and a Value");
        }
        return new Row(name.get(), value.get().text(), out(rule.textOf("Type").orElse("IN")));
    }

    private static boolean out(String type) {
        return switch (type.toUpperCase(Locale.ROOT)) {
            case "IN" -> false;
            case "OUT" -> true;
            default ->
                    throw malformed(
                            "The Type of a FilterRule is IN or OUT, not '%s'".formatted(type));
        };
    }

    /** Checks that an element has no other children than these, and none of them twice. */
    static void onlyOnce(XmlElement element, List<String> names) {
        var seen = new HashSet<String>();
        for (XmlElement child : element.children()) {
            if (!names.contains(child.name())) {
                throw malformed(
                        "%s holds %s, not <%s>"
                                .formatted(element.name(), String.join(", ", names), child.name()));
            }
            if (!seen.add(child.name())) {
                throw malformed("%s has <%s> twice".formatted(element.name(), child.name()));
            }
        }
    }

    private static List<Filter.Condition> members(Filter filter, Group group) {
        return filter.conditions().stream()
                .filter(condition -> Group.of(condition) == group)
                .toList();
    }

    private static void group(
            XmlWriter out, String name, List<Filter.Condition> members, KeyNames names) {
        if (members.isEmpty()) {
            return;
        }
        out.open(name);
        members.forEach(condition -> rule(out, condition, names));
        out.close();
    }

    private static void rule(XmlWriter out, Filter.Condition condition, KeyNames names) {
        out.open("FilterRule");
        switch (condition) {
            case Filter.Prefix prefix ->
                    out.element("Name", names.prefix()).element("Value", prefix.value());
            case Filter.Suffix suffix ->
                    out.element("Name", names.suffix()).element("Value", suffix.value());
            case Filter.Regex regex ->
                    out.element("Name", names.regex()).element("Value", regex.pattern().pattern());
            case Filter.Metadata metadata ->
                    out.element("Name", META + metadata.name()).element("Value", metadata.value());
            case Filter.TagValue tagValue ->
                    out.element("Name", tagValue.key()).element("Value", tagValue.value());
        }
        if (condition.out()) {
            out.element("Type", "OUT");
        }
        out.close();
    }
}

package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The dialects that an engine speaks, by name. Immutable, thread-safe. */
public final class Dialects {
    private final Map<DialectName, Dialect> byName;

    private Dialects(Map<DialectName, Dialect> byName) {
        this.byName = Map.copyOf(byName);
    }

    /**
     * Collects dialects.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public static Dialects of(List<? extends Dialect> dialects) {
        var byName = new HashMap<DialectName, Dialect>();
        for (Dialect dialect : dialects) {
            if (byName.put(dialect.name(), dialect) != null) {
                throw new IllegalArgumentException("two dialects are named " + dialect.name());
            }
        }
        return new Dialects(byName);
    }

    /** Collects the dialects of this build for a region, with Carillon's own defaults. */
    public static Dialects standard(String region) {
        return standard(DialectSettings.of(region));
    }

    /** Collects the dialects of this build. */
    public static Dialects standard(DialectSettings settings) {
        String region = settings.region();
        DeliveryPolicy topics = settings.topics();
        var dialects = new ArrayList<Dialect>();
        dialects.addAll(S3Dialect.all(region, topics, settings.clock()));
        dialects.add(new B2Dialect(settings.b2Patience()));
        dialects.add(new McsDialect(region, topics));
        dialects.addAll(BrokerDialect.all(settings.brokerFailures()));
        return of(dialects);
    }

    /**
     * Finds a dialect.
     *
     * @throws IllegalStateException if this engine does not speak it
     */
    public Dialect get(DialectName name) {
        Dialect dialect = byName.get(name);
        if (dialect == null) {
            throw new IllegalStateException(
                    "this build has no dialect '%s', only %s: start the build that configured it"
                            .formatted(name, names()));
        }
        return dialect;
    }

    /**
     * Returns the policy for everything that a recipient with this dialect leaves open; Carillon's
     * own if this engine does not have the dialect, so that a server starts whatever its folder
     * contains.
     */
    public DeliveryPolicy defaults(DialectName name) {
        Dialect dialect = byName.get(name);
        return dialect == null ? DeliveryPolicy.defaults() : dialect.defaults();
    }

    private String names() {
        return byName.keySet().stream()
                .map(DialectName::text)
                .sorted()
                .collect(Collectors.joining(", "));
    }
}

package dev.carillon.rule;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The attributes of a topic that say how it is delivered to: Ceph's three, SNS's one, and
 * Carillon's own. For any number of threads.
 */
public final class PolicyAttributes {
    /** How old an event may become, in seconds; 0 = no limit. Ceph's. */
    public static final String TIME_TO_LIVE = "time_to_live";

    /** Tries after the first; 0 = no limit. Ceph's. */
    public static final String MAX_RETRIES = "max_retries";

    /** The pause before each retry, in seconds; 0 = none. Ceph's. */
    public static final String PAUSE = "retry_sleep_duration";

    /** The pauses as a schedule. */
    public static final String RETRY = "retry";

    /**
     * Answers after which a delivery is given up at once, beside 410; {@code none}: not even 410.
     */
    public static final String FINAL_STATUSES = "final-statuses";

    /** How long an attempt may take. */
    public static final String TIMEOUT = "timeout";

    /** Most attempts in flight. */
    public static final String MAX_CONCURRENCY = "max-concurrency";

    /** Most attempts in a time. */
    public static final String RATE_LIMIT = "rate-limit";

    /** Most deliveries owed. */
    public static final String QUOTA_ENTRIES = "quota-entries";

    /** Most bytes owed. */
    public static final String QUOTA_BYTES = "quota-bytes";

    /** What happens when a quota is used up. */
    public static final String QUOTA_POLICY = "quota-policy";

    /** Most events in one message: only of the topics that rules with their own address have. */
    static final String MAX_BATCH = "max-batch";

    /** Schedule and rate in the JSON of SNS. */
    public static final String SNS = "DeliveryPolicy";

    /** Ceph's three, where {@code None} is the same as not set. */
    public static final Set<String> CEPH = Set.of(TIME_TO_LIVE, MAX_RETRIES, PAUSE);

    /** All but Ceph's, in the order in which they are told. */
    public static final List<String> MORE =
            List.of(
                    RETRY,
                    FINAL_STATUSES,
                    TIMEOUT,
                    MAX_CONCURRENCY,
                    RATE_LIMIT,
                    QUOTA_ENTRIES,
                    QUOTA_BYTES,
                    QUOTA_POLICY,
                    SNS);

    /** All of them. */
    static final Set<String> NAMES =
            Stream.concat(CEPH.stream(), MORE.stream()).collect(Collectors.toUnmodifiableSet());

    private static final Pattern STATUSES = Pattern.compile("[345][0-9]{2}(,[345][0-9]{2})*");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,17}");

    private final Map<String, String> set;
    private final Optional<RetrySchedule> retry;
    private final Optional<SnsPolicy> sns;

    /** SNS's four phases, however they were said. */
    private final Optional<RetrySchedule.Phased> phases;

    private PolicyAttributes(Map<String, String> set) {
        this.set = set;
        this.retry = read(RETRY, ScheduleText::parse);
        this.sns = read(SNS, SnsPolicy::parse);
        this.phases =
                Stream.concat(retry.stream(), sns.flatMap(SnsPolicy::schedule).stream())
                        .filter(RetrySchedule.Phased.class::isInstance)
                        .map(RetrySchedule.Phased.class::cast)
                        .findFirst();
    }

    /**
     * The policy that attributes ask for.
     *
     * @param set the attributes that are set; others than those for delivery do not matter
     * @param defaults hold for what they do not say
     * @throws RefusedException when one is not valid, or two contradict each other
     */
    static DeliveryPolicy judged(Map<String, String> set, DeliveryPolicy defaults) {
        var attributes = new PolicyAttributes(set);
        attributes.checkSaidOnce();
        return new DeliveryPolicy(
                attributes.retry(defaults.retry()),
                attributes.pacing(defaults.pacing()),
                attributes.quota(defaults.quota()),
                attributes.read(MAX_BATCH, PolicyAttributes::batch).orElse(defaults.maxBatch()),
                defaults.suspends());
    }

    /**
     * The same for attributes that are kept. One that is not valid does not count: it was set when
     * it had no meaning yet, and must not keep a server from starting.
     */
    static DeliveryPolicy kept(Map<String, String> set, DeliveryPolicy defaults) {
        try {
            return judged(set, defaults);
        } catch (RefusedException _) {
            return judged(valid(set), defaults);
        }
    }

    private static Map<String, String> valid(Map<String, String> set) {
        var valid = new TreeMap<String, String>();
        for (String name : Stream.concat(new TreeSet<>(CEPH).stream(), MORE.stream()).toList()) {
            var more = new TreeMap<>(valid);
            Optional.ofNullable(set.get(name)).ifPresent(value -> more.put(name, value));
            try {
                judged(more, DeliveryPolicy.defaults());
                valid = more;
            } catch (RefusedException _) {
                // It stays out; those after it are judged without it.
            }
        }
        return valid;
    }

    private void checkSaidOnce() {
        boolean snsRetries = sns.flatMap(SnsPolicy::schedule).isPresent();
        boolean snsRate = sns.flatMap(SnsPolicy::rate).isPresent();
        refuseBoth(RETRY, retry.isPresent(), PAUSE);
        refuseBoth(RETRY, retry.isPresent() && phases.isPresent(), MAX_RETRIES);
        for (String other : new String[] {RETRY, PAUSE, MAX_RETRIES}) {
            refuseBoth(SNS, snsRetries, other);
        }
        refuseBoth(SNS, snsRate, RATE_LIMIT);
    }

    private void refuseBoth(String one, boolean said, String other) {
        if (said && set.containsKey(other)) {
            throw new RefusedException(
                    "%s and %s say the same thing twice: set only one of them, and the other to nothing"
                            .formatted(one, other));
        }
    }

    private RetryPolicy retry(RetryPolicy defaults) {
        OptionalInt seconds = cephs(TIME_TO_LIVE, "seconds, 0 for no limit");
        return new RetryPolicy(
                phases.map(RetrySchedule.class::cast)
                        .or(() -> retry)
                        .or(this::pause)
                        .orElse(defaults.schedule()),
                maxRetries(defaults),
                seconds.isEmpty() ? defaults.timeToLive() : limit(seconds).map(Duration::ofSeconds),
                read(FINAL_STATUSES, PolicyAttributes::statuses).orElse(defaults.finalStatuses()));
    }

    private Optional<RetrySchedule> pause() {
        OptionalInt pause = cephs(PAUSE, "seconds, 0 for no pause");
        return pause.isEmpty()
                ? Optional.empty()
                : Optional.of(new RetrySchedule.Fixed(Duration.ofSeconds(pause.getAsInt())));
    }

    private OptionalInt maxRetries(RetryPolicy defaults) {
        OptionalInt said = cephs(MAX_RETRIES, "retries, 0 for no limit");
        if (phases.isPresent()) {
            return OptionalInt.of(phases.get().retries());
        }
        return said.isEmpty()
                ? defaults.maxRetries()
                : limit(said).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private Pacing pacing(Pacing defaults) {
        return new Pacing(
                read(TIMEOUT, PolicyAttributes::timeout).orElse(defaults.timeout()),
                read(MAX_CONCURRENCY, PolicyAttributes::concurrency)
                        .orElse(defaults.maxConcurrency()),
                sns.flatMap(SnsPolicy::rate)
                        .or(() -> read(RATE_LIMIT, Rate::parse))
                        .or(defaults::rate));
    }

    private Quota quota(Quota defaults) {
        return new Quota(
                limit(QUOTA_ENTRIES, PolicyAttributes::count, defaults.entries()),
                limit(QUOTA_BYTES, PolicyAttributes::bytes, defaults.bytes()),
                read(QUOTA_POLICY, PolicyAttributes::onFull).orElse(defaults.onFull()));
    }

    private OptionalLong limit(String name, Function<String, Long> read, OptionalLong unless) {
        return read(name, read).map(OptionalLong::of).orElse(unless);
    }

    /** What an attribute says; the refusal of a bad value names the attribute. */
    private <T> Optional<T> read(String name, Function<String, T> read) {
        try {
            return Optional.ofNullable(set.get(name)).map(read);
        } catch (RefusedException e) {
            throw new RefusedException("Invalid value for %s: %s".formatted(name, e.getMessage()));
        }
    }

    private OptionalInt cephs(String name, String what) {
        return AttributeValues.number(set, name, what);
    }

    /** "For ever" ends here: a limit of 0 is no limit. */
    private static Optional<Integer> limit(OptionalInt said) {
        return said.stream().filter(it -> it > 0).boxed().findFirst();
    }

    private static Set<Integer> statuses(String text) {
        String plain = text.replace(" ", "");
        if (plain.equals("none")) {
            return Set.of();
        }
        if (!STATUSES.matcher(plain).matches()) {
            throw new RefusedException("write statuses from 300 to 599, such as 404,422, or none");
        }
        return Stream.concat(
                        RetryPolicy.GONE.stream(),
                        Arrays.stream(plain.split(",", -1)).map(Integer::valueOf))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Duration timeout(String text) {
        Duration timeout = Units.duration(text);
        if (timeout.compareTo(Pacing.SHORTEST_TIMEOUT) < 0
                || timeout.compareTo(Pacing.LONGEST_TIMEOUT) > 0) {
            throw new RefusedException("write 100ms to 60s, such as 10s");
        }
        return timeout;
    }

    private static int concurrency(String text) {
        long most = COUNT.matcher(text).matches() ? Long.parseLong(text) : 0;
        if (most < 1 || most > Pacing.MOST_CONCURRENCY) {
            throw new RefusedException("write a whole number of attempts, 1 to 256");
        }
        return (int) most;
    }

    private static int batch(String text) {
        long most = COUNT.matcher(text).matches() ? Long.parseLong(text) : 0;
        if (most < 1 || most > DeliveryPolicy.MOST_IN_BATCH) {
            throw new RefusedException("write a whole number of events, 1 to 50");
        }
        return (int) most;
    }

    private static long count(String text) {
        if (!COUNT.matcher(text).matches()) {
            throw new RefusedException("write a whole number of deliveries, such as 100000");
        }
        return Long.parseLong(text);
    }

    private static long bytes(String text) {
        long bytes = Units.bytes(text);
        if (bytes < 1) {
            throw new RefusedException("write a size above 0, such as 512MiB");
        }
        return bytes;
    }

    private static Quota.OnFull onFull(String text) {
        return Quota.OnFull.of(text)
                .orElseThrow(() -> new RefusedException("write refuse or drop-oldest"));
    }
}

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

/** The delivery attributes of a topic: Ceph's three, SNS's one, and Carillon's own. Thread-safe. */
public final class PolicyAttributes {
    /** The age in seconds at which an event is given up; 0 = no limit. Ceph's attribute. */
    public static final String TIME_TO_LIVE = "time_to_live";

    /** The number of retries after the first attempt; 0 = no limit. Ceph's attribute. */
    public static final String MAX_RETRIES = "max_retries";

    /** The pause before each retry, in seconds; 0 = none. Ceph's attribute. */
    public static final String PAUSE = "retry_sleep_duration";

    /** The pauses as a schedule. */
    public static final String RETRY = "retry";

    /**
     * The answers after which a delivery is given up immediately, in addition to 410; {@code none}:
     * not even 410.
     */
    public static final String FINAL_STATUSES = "final-statuses";

    /** The time limit of an attempt. */
    public static final String TIMEOUT = "timeout";

    /** The highest number of attempts in flight. */
    public static final String MAX_CONCURRENCY = "max-concurrency";

    /** The highest number of attempts in a time. */
    public static final String RATE_LIMIT = "rate-limit";

    /** The highest number of deliveries owed. */
    public static final String QUOTA_ENTRIES = "quota-entries";

    /** The highest number of bytes owed. */
    public static final String QUOTA_BYTES = "quota-bytes";

    /** The action when a quota is used up. */
    public static final String QUOTA_POLICY = "quota-policy";

    /**
     * The highest number of events in one message: only of the topics of rules with their own
     * address.
     */
    public static final String MAX_BATCH = "max-batch";

    /** Schedule and rate in the JSON of SNS. */
    public static final String SNS = "DeliveryPolicy";

    /** The three attributes of Ceph, for which {@code None} is the same as not set. */
    public static final Set<String> CEPH = Set.of(TIME_TO_LIVE, MAX_RETRIES, PAUSE);

    /** The attributes other than Ceph's, in the order in which they are shown. */
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

    /** The names of the delivery attributes. */
    static final Set<String> NAMES =
            Stream.concat(CEPH.stream(), MORE.stream()).collect(Collectors.toUnmodifiableSet());

    private static final Pattern STATUSES = Pattern.compile("[345][0-9]{2}(,[345][0-9]{2})*");
    private static final Pattern COUNT = Pattern.compile("[1-9][0-9]{0,17}");

    private final Map<String, String> set;
    private final Optional<RetrySchedule> retry;
    private final Optional<SnsPolicy> sns;

    /** The four phases of SNS, whichever attribute gave them. */
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
     * Returns the policy that attributes describe.
     *
     * @param set the attributes that are set; those that do not concern delivery are ignored
     * @param defaults used for everything that they leave open
     * @throws RefusedException if one is not valid, or two contradict each other
     */
    static DeliveryPolicy judged(Map<String, String> set, DeliveryPolicy defaults) {
        var attributes = new PolicyAttributes(set);
        attributes.checkSaidOnce();
        DeliveryPolicy unless =
                defaults.end() == EndOfPatience.REMOVE_SUBSCRIPTION
                        ? attributes.ofSubscription(defaults)
                        : defaults;
        return new DeliveryPolicy(
                attributes.retry(unless.retry()),
                attributes.pacing(unless.pacing()),
                attributes.quota(unless.quota()),
                attributes.read(MAX_BATCH, PolicyAttributes::batch).orElse(unless.maxBatch()),
                unless.end());
    }

    /** Returns the defaults of a subscription, which has two attributes of its own. */
    private DeliveryPolicy ofSubscription(DeliveryPolicy defaults) {
        if (set.containsKey(SubscriptionAttributes.KEEP)) {
            return new DeliveryPolicy(RetryPolicy.defaults(), defaults.pacing(), defaults.quota());
        }
        return read(SubscriptionAttributes.MAX_FAILURE_COUNT, Integer::valueOf)
                .map(count -> defaults.with(defaults.retry().attempts(count)))
                .orElse(defaults);
    }

    /**
     * Returns the policy of stored attributes. An invalid one is ignored: it was set when it had no
     * meaning yet, and must not keep a server from starting.
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
                // left out; the following ones are checked without it
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

    /** Returns the value of an attribute; the refusal of a bad value names the attribute. */
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

    /** Returns a limit; Ceph's 0 means that there is none. */
    private static Optional<Integer> limit(OptionalInt said) {
        return said.stream().filter(number -> number > 0).boxed().findFirst();
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

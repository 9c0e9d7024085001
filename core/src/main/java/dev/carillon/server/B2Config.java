package dev.carillon.server;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The settings of the B2 native API. Each component is a {@link Setting}.
 *
 * @param port 0 = any free port, empty = off
 * @param tokenLifetime how long an account authorization token is valid
 * @param transactionCap the highest number of requests of one application key per day (UTC); empty
 *     = no cap
 * @param httpTargets whether webhook URLs other than https are accepted
 * @param suspendAfter how long a rule's URL may accept nothing before the rule is suspended
 */
public record B2Config(
        OptionalInt port,
        Duration tokenLifetime,
        OptionalLong transactionCap,
        boolean httpTargets,
        Duration suspendAfter) {
    private static final Duration LONGEST = Duration.ofDays(30);

    static B2Config of(Settings settings) {
        return new B2Config(
                ServerConfig.port(settings, Setting.B2_PORT),
                ServerConfig.judged(settings, Setting.B2_TOKEN_LIFETIME, B2Config::upToAMonth),
                ServerConfig.judged(settings, Setting.B2_TRANSACTION_CAP, B2Config::cap),
                ServerConfig.on(settings, Setting.ALLOW_HTTP_TARGETS),
                ServerConfig.judged(settings, Setting.B2_SUSPEND_AFTER, B2Config::upToAMonth));
    }

    private static Duration upToAMonth(String text) {
        Duration said = Units.duration(text);
        if (!said.isPositive() || said.compareTo(LONGEST) > 0) {
            throw new RefusedException("'" + text + "' is not between 1s and 30d");
        }
        return said;
    }

    private static OptionalLong cap(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw new RefusedException(
                    "'" + text + "' is no number of requests: 0 = as many as come");
        }
        long cap = Long.parseLong(text);
        return cap == 0 ? OptionalLong.empty() : OptionalLong.of(cap);
    }
}

package dev.carillon.app;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;

/** Reads a time in the form of a user: {@code 2h} ago, or an ISO time. */
final class TimeConverter implements ITypeConverter<Instant> {
    private final InstantSource clock;

    /** Creates a converter with the system's clock; called by picocli. */
    TimeConverter() {
        this(InstantSource.system());
    }

    TimeConverter(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Instant convert(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : clock.instant().truncatedTo(SECONDS).minus(Units.duration(text));
        } catch (RefusedException | DateTimeException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'%s' is no time: write how long ago, such as 30m, 2h or 7d, or when, such as 2026-11-22T03:51:31Z"
                            .formatted(text));
        }
    }
}

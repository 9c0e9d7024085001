package dev.carillon.app;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.time.Duration;

/** Reads a duration such as {@code 200ms} or {@code 1d}. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        try {
            return Units.duration(text);
        } catch (RefusedException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}

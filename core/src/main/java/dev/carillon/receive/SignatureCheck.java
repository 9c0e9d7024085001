package dev.carillon.receive;

import dev.carillon.signature.Secret;
import dev.carillon.signature.Signable;
import dev.carillon.signature.StandardWebhooks;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Finds the secret that signed a message, or the reason for which none did. Thread-safe. */
final class SignatureCheck {
    private static final List<Slip> SLIPS =
            List.of(
                    new Slip("without the blanks around it", String::strip),
                    new Slip(
                            "without the quotes around it, which Docker's --env-file keeps",
                            text -> text.strip().replaceAll("^([\"'])(.*)\\1$", "$2")),
                    new Slip("with whsec_ before it", StandardWebhooks.SECRET_PREFIX::concat));

    private final List<SigningSecret> secrets;
    private final InstantSource clock;

    /**
     * Creates a check.
     *
     * @param secrets at least one
     */
    SignatureCheck(List<SigningSecret> secrets, InstantSource clock) {
        this.secrets = List.copyOf(secrets);
        this.clock = clock;
    }

    /** Returns what the signatures of a message prove. */
    SignatureFinding of(Signable message, byte[] body) {
        var claims = new SignatureClaims(message, body, clock.instant()).all();
        if (claims.isEmpty()) {
            return new SignatureFinding.Missing();
        }
        return claims.stream()
                .flatMap(claim -> valid(claim).stream())
                .findFirst()
                .orElseGet(() ->
                        new SignatureFinding.Invalid(claims.stream().map(this::why).toList()));
    }

    private Optional<SignatureFinding> valid(SignatureClaim claim) {
        if (!(claim instanceof SignatureClaim.Testable(var scheme, var fits, var untimely))
                || untimely.isPresent()) {
            return Optional.empty();
        }
        return fitting(fits).map(one -> new SignatureFinding.Valid(scheme, one.name()));
    }

    private Optional<SigningSecret> fitting(Predicate<Secret> fits) {
        return secrets.stream().filter(one -> fits.test(one.secret())).findFirst();
    }

    private String why(SignatureClaim claim) {
        return claim.scheme()
                + ": "
                + switch (claim) {
                    case SignatureClaim.Flawed(_, var flaw) -> flaw;
                    case SignatureClaim.Testable(_, var fits, var untimely) ->
                            fitting(fits)
                                    .map(one -> one.name() + " fits, but " + untimely.orElseThrow())
                                    .orElseGet(() -> unknown(fits));
                };
    }

    private String unknown(Predicate<Secret> fits) {
        String tried =
                secrets.size() == 1
                        ? secrets.getFirst().name() + " does not fit"
                        : "no secret fits";
        return secrets.stream()
                .flatMap(one -> nearly(one, fits).stream())
                .findFirst()
                .orElse(
                        tried
                                + ": the sender uses another secret, or the message was changed on"
                                + " the way");
    }

    /** Looks for the usual mistakes in copying a secret. */
    private static Optional<String> nearly(SigningSecret one, Predicate<Secret> fits) {
        for (Slip slip : SLIPS) {
            String meant = slip.mended().apply(one.secret().revealText());
            if (!meant.isEmpty() && usable(meant) && fits.test(Secret.of(meant))) {
                return Optional.of(one.name() + " would fit " + slip.change());
            }
        }
        return Optional.empty();
    }

    private static boolean usable(String text) {
        try {
            StandardWebhooks.key(Secret.of(text));
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /**
     * A mistake in copying a secret.
     *
     * @param change what has to be done to the secret as given
     */
    private record Slip(String change, UnaryOperator<String> mended) {}
}

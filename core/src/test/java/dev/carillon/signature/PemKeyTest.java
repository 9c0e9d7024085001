package dev.carillon.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.signature.PemKey.Form;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Tests a key in the forms in which OpenSSL 3 writes it; its password is {@code geheim}. */
class PemKeyTest {
    private static final String USUAL =
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjMngbmOf2B6AICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEB+/8IOYtdWyq2+O3s9+s4EEgZCA
            a41OFYxM2q71blBnxGVY3DaNLKEOMe2A9m9wSjc14z+MAQX8+G6D7MD93XYToOZC
            KPQuqNXJLrwEwAU+A4YDo4anB6pdyPGkX0mdiMV1gkILOjuLGJjRI5SCcxL/G5Z7
            OhLPhWbFwCGHgMCGmYwKywbHbtYI6YgXbc1Ct+Jh2OskszaZVMYsQPAyxbA4PXM=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String SHA_512_AND_AES_128 =
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAho/LgtzMBvBwICCAAw
            DAYIKoZIhvcNAgsFADAdBglghkgBZQMEAQIEECyAq2z4TFmxlJef6oKHCwAEgZBy
            LNuciP2/o4OVKDGNLYAB2d4fFflzFZjqs7v9DY6PTG701+guDOsmI37dQcDB+Y5f
            iZMmPOVvDesl8Zavhl7QNQHDcHbCbt8zZZy9jkBkIPnbYqsxRVWpPfNfFOA6JRbW
            IZ51chKhfFD3EXnja0h5O3qiOsTX3Xy/mAHyGHRbTN0RqApzfCj6cVFO6tWc2p0=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String TRIPLE_DES_OF_PBES1 =
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGxMBwGCiqGSIb3DQEMAQMwDgQIART/6V5HbpgCAggABIGQOhtbesK/xvtO6M4s
            V18ZQDoZAoX1Wrdy0q0FfWbvdTPXdwMk4RVo6H5lRJp6Ot9M3O/t8pUnxNkzxHmr
            CfzmVWg6ZAW8041GxWhMEmt1Dqftqh7z2YGxDaja9IbCyDwWAx3Cv9SmA7bQyvkW
            Nct8s41yWD1TrEyb0O/zVOVXV6/UXoiRiHP+COypUITICe8b
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String SCRYPT =
            """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAj67uG8xOUqNgICQAAC
            AQgCAQEwHQYJYIZIAWUDBAEqBBC1/qdcYmF5gty8vLH4t8b/BIGQ/usY9RO4zh7O
            D6OUD6J2S5AU8hK4jAH7OGJ8Zj1+q7iuK8iLNt4QlsX/6yFCtaXzhpUiWJ4OSbhN
            s2EjT8TWhkyCTdKZ7DgM0ineCYdBBt42eD/kZ7DioFUgOjgjIjwRECQVKNXk7PQT
            Q14wRN2swjsEAblme6AU2YK7DAcmGsFjqQ8TbfWD8yKoo4rkT/Le
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String SEC1 =
            """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIBYdkpgVTOk1wS09PfZc1/8SWaHv5A1RHb5WxxgXMs1eoAoGCCqGSM49
            AwEHoUQDQgAEnElkqQwSLLDLR3KjU9XwnYtc5pU7EsWqhrd23oHDrvIG5FqVlcT2
            HVM2DapvL4ExIYWKM+WrXbIYKp9nZNUrPg==
            -----END EC PRIVATE KEY-----
            """;

    @ParameterizedTest
    @ValueSource(strings = {USUAL, SHA_512_AND_AES_128, TRIPLE_DES_OF_PBES1})
    void keys_that_openssl_encrypts_are_opened(String pem) throws Exception {
        var key = PemKey.in("Bag Attributes\n" + pem);

        assertThat(key.form()).isEqualTo(Form.ENCRYPTED);
        assertThat(key.open(Secret.of("geheim")).getAlgorithm()).isEqualTo("EC");
        for (String wrong : new String[] {"Geheim", "g", "gehéim"}) {
            assertThatThrownBy(() -> key.open(Secret.of(wrong)))
                    .isInstanceOf(GeneralSecurityException.class)
                    .isNotInstanceOf(PemKey.UnknownCipherException.class);
        }
    }

    @Test
    void an_unknown_encryption_is_told_from_a_wrong_password() {
        assertThatThrownBy(() -> PemKey.in(SCRYPT).open(Secret.of("geheim")))
                .isInstanceOf(PemKey.UnknownCipherException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void a_plain_key_is_opened_and_belongs_to_its_own_public_key_only(String kind)
            throws Exception {
        var pair = KeyPairGenerator.getInstance(kind).generateKeyPair();
        var other = KeyPairGenerator.getInstance(kind).generateKeyPair();
        String base64 = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());

        var key =
                PemKey.in(
                        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----"
                                .formatted(base64));

        assertThat(key.form()).isEqualTo(Form.PLAIN);
        assertThat(PemKey.isPair(key.open(), pair.getPublic())).isTrue();
        assertThat(PemKey.isPair(key.open(), other.getPublic())).isFalse();
    }

    @Test
    void other_texts_are_told_apart() {
        assertThat(PemKey.in(SEC1).form()).isEqualTo(Form.OLDER);
        assertThat(PemKey.in("-----BEGIN RSA PRIVATE KEY-----").form()).isEqualTo(Form.OLDER);
        assertThat(PemKey.in("").form()).isEqualTo(Form.NONE);
        assertThat(PemKey.in(USUAL.substring(0, 200)).form()).isEqualTo(Form.NONE);
        assertThat(PemKey.in("-----BEGIN PRIVATE KEY-----\nA\n-----END PRIVATE KEY-----").form())
                .isEqualTo(Form.DAMAGED);
    }
}

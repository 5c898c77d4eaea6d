// Ships no types of its own.
declare module 'composeverter' {
  const composeverter: {
    /** The Compose specification's JSON schema, its formats written as patterns. */
    getDockerComposeSchemaWithoutFormats(): Record<string, unknown>;
  };
  export default composeverter;
}

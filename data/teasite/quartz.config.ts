export default { configuration: { pageTitle: "A tea shelf", ignorePatterns: ["private"] }, plugins: { transformers: [] } }
